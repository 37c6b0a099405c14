import type {Argv} from 'yargs';
import {type Program, toProgram} from '../connector/find-program.js';
import {LOG_FORMATS, type LogFormat} from '../report/log-line.js';
import {UsageError} from './usage-error.js';

/** What every command takes. */
export function commonOptions(options: Argv) {
  return options
    .option('json', {type: 'boolean', default: false, describe: 'End with one line of JSON'})
    .option('quiet', {
      type: 'boolean',
      default: false,
      describe: 'Show only warnings and the result',
    })
    .option('debug', {
      type: 'boolean',
      default: false,
      describe:
        'Show each request of the connectors: method, path, status and time, without contents',
    })
    .option('log-format', {
      choices: LOG_FORMATS,
      default: 'text' as LogFormat,
      requiresArg: true,
      describe: 'json: one JSON object per line on stderr',
    })
    .option('heartbeat', {
      type: 'number',
      requiresArg: true,
      hidden: true,
      describe: 'Seconds a source may send nothing; 10800 by default',
    })
    .option('answer-limit', {
      type: 'number',
      requiresArg: true,
      hidden: true,
      describe: 'Seconds a destination may send nothing; 86400 by default',
    });
}

/** What commands that write take. */
export const ALLOW_CHANGES = {
  type: 'number',
  requiresArg: true,
  describe: 'How many people this run may change; overrides limits.max_changes',
} as const;

/** What commands take that can work on a connection in a database. */
export function storeOption<Options>(options: Argv<Options>) {
  // Shown by its name: the URL has a password.
  const given = process.env.HARNESS_STORE;
  return options.option('store', {
    type: 'string',
    requiresArg: true,
    ...(given && {default: given, defaultDescription: 'HARNESS_STORE'}),
    describe: 'URL of a PostgreSQL database with connections; --connection is a name in it',
  });
}

/** What every command about a connection takes that may be in a database. */
export function storedConnectionOptions(options: Argv, command: string) {
  return storeOption(connectionOptions(options, command));
}

/** What every command about a connection takes. */
export function connectionOptions(options: Argv, command: string) {
  return commonOptions(options)
    .option('connection', {
      type: 'string',
      default: 'connection.yaml',
      requiresArg: true,
      describe: 'The connection file (YAML)',
    })
    .option('state-dir', {
      type: 'string',
      requiresArg: true,
      describe:
        "Folder for states, rejected records and logs; by default the connection's name with .sync",
    })
    .option('connector', {
      type: 'string',
      array: true,
      default: [] as string[],
      requiresArg: true,
      describe: 'NAME=PROGRAM or NAME=image:NAME, to replace a packaged connector',
    })
    .option('metrics-file', {
      type: 'string',
      requiresArg: true,
      describe: "Write the run's counts as Prometheus text, for node_exporter's textfile collector",
    })
    .example([
      [`$0 ${command}`, 'Use connection.yaml in this folder'],
      [`$0 ${command} --connection acme.yaml`, 'Use another connection'],
      ...(EXAMPLES[command.split(' ')[0] ?? ''] ?? []),
      [`$0 ${command} --json`, 'End with one line of JSON for programs'],
    ]);
}

const EXAMPLES: Readonly<Record<string, [string, string][]>> = {
  init: [
    ['$0 init --connection acme.yaml --resume', 'Go on after a stop'],
    [
      '$0 init --auth-type ClientCredentials --client-id 3MVG9... --fields FirstName,Loyalty__c=loyalty',
      'With some answers given',
    ],
  ],
  connect: [
    ['$0 connect salesforce', 'Log in at Salesforce again'],
    ['$0 connect salesforce --private-key key.pem', 'Store the key of a JWT login'],
  ],
  check: [['$0 check --debug', 'Show each request']],
  sync: [
    ['$0 sync --quiet', 'For cron: only warnings and the end'],
    ['$0 sync --print-configs configs', 'Write what the connectors are given'],
  ],
  changes: [
    ['$0 changes --email ann@example.com', "One person's"],
    ['$0 changes --since 7d --format csv', 'For a spreadsheet or a warehouse'],
  ],
  import: [['$0 import --print-catalog', 'Print the configured catalog']],
  export: [['$0 export --print-catalog', 'Print the configured catalog']],
};

/** `--connector NAME=PROGRAM`, as often as wanted -> programs by connector. */
export function toPrograms(given: readonly string[]): Map<string, Program> {
  return new Map(
    given.map(pair => {
      const [name = '', program] = pair.split(/=(.*)/s);
      if (!program) throw new UsageError(`--connector: found ${pair}, expected NAME=PROGRAM`);
      return [name, {...toProgram(program), name}];
    }),
  );
}
