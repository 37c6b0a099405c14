import {
  didYouMean,
  releaseClosedTerminal,
  toConnectorError,
  toPlainText,
  VERSION,
} from '@cohort-salesforce/spec';
import yargs, {type Argv} from 'yargs';
import {addChanges} from './command-line/add-changes.js';
import {addConnectionCommands} from './command-line/add-connection-commands.js';
import {addConsoleCommands} from './command-line/add-console.js';
import {addPersonCommands} from './command-line/add-person.js';
import {addRun} from './command-line/add-run.js';
import {addSetupCommands} from './command-line/add-setup.js';
import {addStoreCommands} from './command-line/add-store.js';
import {addSyncCommands} from './command-line/add-sync.js';
import {UsageError} from './command-line/usage-error.js';
import {callName} from './report/call-name.js';
import {knownSecrets} from './report/known-secrets.js';
import {processLog, wantsJsonLog} from './report/process-log.js';
import {exitCodeOf, summarize} from './report/summary.js';
import {watchOutputs} from './report/watch-outputs.js';

/** From argv to exit code: 0 done, 1 failed and worth another try, 2 usage or configuration. */
export async function runHarness(argv: readonly string[]): Promise<void> {
  if (wantsJsonLog(argv)) processLog.useJson();
  watchOutputs();
  releaseClosedTerminal();
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, error => {
      showFailure(error, argv);
      process.exit();
    });
  }
  try {
    await commandLine(argv).parseAsync();
  } catch (error) {
    showFailure(error, argv);
  }
}

// Also when a command cannot begin, programs get the error in the form that they asked for, and never a stack trace.
function showFailure(thrown: unknown, argv: readonly string[]): void {
  const isUsage = thrown instanceof UsageError;
  const {failure, message: said} = isUsage
    ? {failure: 'config_error' as const, message: thrown.message}
    : toConnectorError(thrown);
  const message = toPlainText(knownSecrets.redact(said));
  const help = isUsage ? `See ${callName()} --help.\n` : '';
  if (processLog.isJson) processLog.write(message, {level: 'error', fields: {failure}});
  else process.stderr.write(`harness: ${message}\n${help}`);
  const outcome = {isComplete: false, streams: []};
  const problems = [{connector: 'harness', failure, message}];
  const summary = summarize(outcome, {problems, apiCalls: {}, startedAt: Date.now()});
  process.exitCode = exitCodeOf(summary);
  if (argv.some(word => /^--json(=true)?$/.test(word))) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
  }
}

function commandLine(argv: readonly string[]): Argv {
  const parser = yargs([...argv])
    .scriptName('harness')
    .version(VERSION)
    .exitProcess(false)
    .usage('$0 <command>\n\nSyncs customers between Salesforce and Cohort.')
    .strict()
    .strictCommands()
    .recommendCommands()
    .demandCommand(1, 1, 'Which command?')
    .alias('help', 'h')
    .completion('completion', 'Print a completion script for bash or zsh')
    .check(given => refuseTwice(given) && refuseEmpty(given))
    .fail((message, error, {help}) => {
      // What yargs itself throws is about the command line; everything else is not.
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(inOurWords(message ?? error?.message, String(help())));
    });
  addSetupCommands(parser);
  addSyncCommands(parser);
  addConnectionCommands(parser);
  addPersonCommands(parser);
  addChanges(parser);
  addConsoleCommands(parser);
  addStoreCommands(parser);
  addRun(parser);
  return parser;
}

// The help of a command lists its options.
function inOurWords(message: string, help: string): string {
  const [, what, named = ''] =
    /^(Not enough arguments following|Unknown arguments?|Missing required arguments?): (.*)$/.exec(
      message,
    ) ?? [];
  // An option of several words is named in both ways of writing it.
  const names = named.split(', ').filter(name => !/[A-Z]/.test(name) || !named.includes('-'));
  const options = names.map(name => (name.length === 1 ? `-${name}` : `--${name}`));
  const each = options.join(', ');
  if (what?.startsWith('Not enough')) return `${each} needs a value`;
  if (what?.startsWith('Missing')) return `${each} ${options.length > 1 ? 'are' : 'is'} missing`;
  if (what === undefined) return message;
  const known = [...new Set(help.match(/--[a-z][\w-]*/g))];
  const meant = options.map(option => `${option}${didYouMean(option, known)}`);
  return `There is no option ${meant.join(', ')}`;
}

const REPEATABLE: ReadonlySet<string> = new Set([
  'connector',
  'public-host',
  'publicHost',
  'files',
]);

function refuseTwice(given: Readonly<Record<string, unknown>>): true {
  const twice = Object.keys(given).find(
    key => Array.isArray(given[key]) && key !== '_' && !REPEATABLE.has(key),
  );
  if (twice) throw new UsageError(`--${twice} is given twice`);
  return true;
}

function refuseEmpty(given: Readonly<Record<string, unknown>>): true {
  for (const [key, value] of Object.entries(given)) {
    if (value === '') throw new UsageError(`--${key} needs a value`);
    if (Number.isNaN(value)) throw new UsageError(`--${key} needs a number`);
  }
  return true;
}
