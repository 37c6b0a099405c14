import yargs, {type Argv} from 'yargs';
import {addConnectionCommands} from './command-line/add-connection-commands.js';
import {addRun} from './command-line/add-run.js';
import {addSetupCommands} from './command-line/add-setup.js';
import {addSyncCommands} from './command-line/add-sync.js';
import {UsageError} from './command-line/usage-error.js';
import {callName} from './report/call-name.js';

/** From argv to exit code: 0 done, 1 failed and worth another try, 2 usage or configuration. */
export async function runHarness(argv: readonly string[]): Promise<void> {
  // A terminal may be closed or a pipe's reader gone: that must not end a run in its middle.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    await commandLine(argv).parseAsync();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`harness: ${error.message}\nSee ${callName()} --help.\n`);
    process.exitCode = 2;
  }
}

function commandLine(argv: readonly string[]): Argv {
  const parser = yargs([...argv])
    .scriptName('harness')
    .usage('$0 <command>\n\nMoves customers between Salesforce and Cohort.')
    .strict()
    .strictCommands()
    .recommendCommands()
    .demandCommand(1, 1, 'Which command?')
    .alias('help', 'h')
    .check(given => refuseTwice(given))
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  addSetupCommands(parser);
  addSyncCommands(parser);
  addConnectionCommands(parser);
  addRun(parser);
  return parser;
}

function refuseTwice(given: Readonly<Record<string, unknown>>): true {
  const twice = Object.keys(given).find(
    key => Array.isArray(given[key]) && key !== '_' && key !== 'connector',
  );
  if (twice) throw new UsageError(`--${twice} is given twice`);
  return true;
}
