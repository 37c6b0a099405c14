import type {Argv} from 'yargs';
import {ALLOW_CHANGES, connectionOptions, toPrograms} from './connection-options.js';

/** `import`, `export` and `sync`. */
export function addSyncCommands(parser: Argv): void {
  addSync(parser, 'import', 'Salesforce -> Cohort');
  addSync(parser, 'export', 'Cohort -> Salesforce');
  addSync(parser, 'sync', 'Import, then export, then import what the export wrote');
}

function addSync(parser: Argv, command: 'import' | 'export' | 'sync', describe: string): void {
  parser.command(
    command,
    describe,
    options =>
      connectionOptions(options, command)
        .option('print-catalog', {
          type: 'boolean',
          default: false,
          describe: 'Print the catalog for running the connectors by hand, and do nothing',
        })
        .option('print-configs', {
          type: 'string',
          requiresArg: true,
          describe:
            "Write the connectors' configs and catalogs into this folder, secrets as references, and do nothing",
        })
        .option('allow-changes', ALLOW_CHANGES)
        .option('relink', {
          type: 'boolean',
          default: false,
          describe: 'Replace stored Cohort User IDs of nobody where the address matches',
        })
        .option('new-org', {
          type: 'boolean',
          default: false,
          describe: 'Go on with another org or merchant: keep only links whose two ends both exist',
        }),
    async given => {
      const {sync} = await import('../commands/sync.js');
      const {printConfigs} = given;
      await sync(command, {...given, printConfigs, programs: toPrograms(given.connector)});
    },
  );
}
