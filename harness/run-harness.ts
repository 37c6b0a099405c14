import yargs, {type Argv} from 'yargs';
import {type Program, packagedProgram, toProgram} from './connector/find-program.js';

class UsageError extends Error {}

/** From argv to exit code: 0 done, 1 failed and worth another try, 2 usage or configuration. */
export async function runHarness(argv: readonly string[]): Promise<void> {
  try {
    await commandLine(argv).parseAsync();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`harness: ${error.message}\nSee harness --help.\n`);
    process.exitCode = 2;
  }
}

function commandLine(argv: readonly string[]): Argv {
  const parser = yargs([...argv])
    .scriptName('harness')
    .usage('$0 <command>\n\nMoves customers between Salesforce and Cohort.')
    .strict()
    .demandCommand(1, 1, 'Which command?')
    .version(false)
    .check(given => refuseTwice(given))
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  addConnect(parser);
  addSync(parser, 'import', 'Salesforce -> Cohort');
  addSync(parser, 'export', 'Cohort -> Salesforce');
  addSync(parser, 'sync', 'Import, then export');
  addQuestions(parser);
  addRetry(parser);
  addStatus(parser);
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

function addSync(parser: Argv, command: 'import' | 'export' | 'sync', describe: string): void {
  parser.command(
    command,
    describe,
    options =>
      connectionOptions(options, command).option('print-catalog', {
        type: 'boolean',
        default: false,
        describe: 'Print the catalog for running the connectors by hand, and do nothing',
      }),
    async given => {
      const {sync} = await import('./commands/sync.js');
      await sync(command, {...given, programs: toPrograms(given.connector)});
    },
  );
}

function addQuestions(parser: Argv): void {
  parser.command(
    'plan',
    'Say what a sync would do, and write nothing',
    options => connectionOptions(options, 'plan'),
    async given => {
      const {plan} = await import('./commands/plan.js');
      await plan({...given, programs: toPrograms(given.connector)});
    },
  );
  parser.command(
    'check',
    'Prove that a sync can work',
    options => connectionOptions(options, 'check'),
    async given => {
      const {check} = await import('./commands/check.js');
      await check({...given, programs: toPrograms(given.connector)});
    },
  );
  parser.command(
    'discover',
    'Show the fields that can be chosen',
    options => connectionOptions(options, 'discover'),
    async given => {
      const {discover} = await import('./commands/discover.js');
      await discover({...given, programs: toPrograms(given.connector)});
    },
  );
}

function addConnect(parser: Argv): void {
  parser.command(
    'connect [system]',
    'Log in at Salesforce in the browser, or store the Cohort API key',
    options =>
      connectionOptions(options, 'connect cohort')
        .positional('system', {
          choices: ['salesforce', 'cohort'] as const,
          default: 'salesforce' as const,
        })
        .option('port', {
          type: 'number',
          default: 1717,
          describe: "Of the connected app's callback, http://localhost:1717/OauthRedirect",
        })
        .option('browser', {type: 'boolean', default: true, describe: 'Open the browser'})
        .option('private-key', {type: 'string', describe: 'PEM file, for auth_type JWT'}),
    async given => {
      const {connect} = await import('./commands/connect.js');
      await connect({...given, privateKey: given.privateKey});
    },
  );
}

function addRetry(parser: Argv): void {
  parser.command(
    'retry-rejects',
    'Send again what was rejected, as it is now (reads the source as a whole)',
    options => connectionOptions(options, 'retry-rejects'),
    async given => {
      const {retryRejects} = await import('./commands/retry-rejects.js');
      await retryRejects({...given, programs: toPrograms(given.connector)});
    },
  );
}

function addStatus(parser: Argv): void {
  parser.command(
    'status',
    'Show the last runs, how far each direction has come, and what is rejected',
    options => connectionOptions(options, 'status'),
    async given => {
      const {status} = await import('./commands/status.js');
      await status(given);
    },
  );
}

function addRun(parser: Argv): void {
  const file = {type: 'string', demandOption: true, requiresArg: true} as const;
  parser.command(
    'run',
    'Move data between any two connectors',
    options =>
      commonOptions(options)
        .option('source', {...file, describe: 'Program, or image:NAME'})
        .option('source-config', {...file, describe: 'JSON file'})
        .option('destination', {...file, describe: 'Program, or image:NAME'})
        .option('destination-config', {...file, describe: 'JSON file'})
        .option('catalog', {...file, describe: 'JSON file with the configured catalog'})
        .option('state', {...file, describe: 'JSON file, read if it is there, and written'})
        .option('logs-dir', {type: 'string', describe: "Folder for the connectors' logs"})
        .example(
          '$0 run --source bin/source-cohort --source-config source.json --destination image:acme/destination --destination-config destination.json --catalog catalog.json --state state.json',
          '',
        ),
    async given => {
      const {run} = await import('./commands/run.js');
      await run({...given, logsDir: given.logsDir});
    },
  );
}

function connectionOptions(options: Argv, command: string) {
  return commonOptions(options)
    .option('connection', {
      type: 'string',
      demandOption: true,
      requiresArg: true,
      describe: 'YAML file',
    })
    .option('state-dir', {
      type: 'string',
      requiresArg: true,
      describe: "Folder for states, rejects and logs; by default the connection's name with .sync",
    })
    .option('connector', {
      type: 'string',
      array: true,
      default: [] as string[],
      requiresArg: true,
      describe: 'NAME=PROGRAM or NAME=image:NAME, to run instead of the packaged connector',
    })
    .example(`$0 ${command} --connection connection.yaml`, '');
}

function commonOptions(options: Argv) {
  return options
    .option('json', {type: 'boolean', default: false, describe: 'End with one line of JSON'})
    .option('quiet', {type: 'boolean', default: false, describe: 'Show only warnings and the end'})
    .option('heartbeat', {
      type: 'number',
      hidden: true,
      describe: 'Seconds a source may be silent; 10800 by default',
    })
    .option('answer-limit', {
      type: 'number',
      hidden: true,
      describe: 'Seconds a destination may take to answer; 86400 by default',
    });
}

function toPrograms(given: readonly string[]): Map<string, Program> {
  return new Map(
    given.map(pair => {
      const [name = '', program] = pair.split(/=(.*)/s);
      if (!program) throw new UsageError(`--connector: found ${pair}, wanted NAME=PROGRAM`);
      return [name, {...toProgram(program), name: packagedProgram(name).name}];
    }),
  );
}
