import type {Argv} from 'yargs';
import {ALLOW_CHANGES, storedConnectionOptions, toPrograms} from './connection-options.js';
import {UsageError} from './usage-error.js';

/** `plan`, `import`, `export` and `sync`. */
export function addSyncCommands(parser: Argv): void {
  addPlan(parser);
  addSync(parser, 'import', 'Salesforce -> Cohort');
  addSync(parser, 'export', 'Cohort -> Salesforce');
  addSync(parser, 'sync', 'Import, export, and import again what the export wrote');
}

function addPlan(parser: Argv): void {
  parser.command(
    'plan',
    'Show what the next sync would do; write nothing',
    options =>
      storedConnectionOptions(options, 'plan').option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Save the whole plan in this file, for sync --plan; it contains customer data',
      }),
    async given => {
      const {plan} = await import('../commands/plan.js');
      await plan({...given, out: given.out, programs: toPrograms(given.connector)});
    },
  );
}

function addSync(parser: Argv, command: 'import' | 'export' | 'sync', describe: string): void {
  parser.command(
    command,
    describe,
    options =>
      storedConnectionOptions(options, command)
        .option('print-catalog', {
          type: 'boolean',
          default: false,
          describe: 'Only print the catalog, for running the connectors by hand',
        })
        .option('print-configs', {
          type: 'string',
          requiresArg: true,
          describe:
            "Only write the connectors' configs and catalogs to this folder, with secrets as references",
        })
        .option('allow-changes', ALLOW_CHANGES)
        .option('plan', {
          type: 'string',
          requiresArg: true,
          hidden: command !== 'sync',
          conflicts: 'allow-changes',
          describe:
            'Change only what this file of plan --out contains; refuse anything else before writing it',
        })
        .option('relink', {
          type: 'boolean',
          default: false,
          describe: 'Replace stored Cohort User IDs that belong to no user, if the address matches',
        })
        .option('new-org', {
          type: 'boolean',
          default: false,
          describe:
            'Continue with another org or merchant: keep only links whose record and user both exist',
        }),
    async given => {
      const {sync} = await import('../commands/sync.js');
      const {printConfigs, plan} = given;
      if (plan !== undefined && command !== 'sync') {
        throw new UsageError('--plan goes with sync: a plan is made for both directions.');
      }
      await sync(command, {...given, printConfigs, plan, programs: toPrograms(given.connector)});
    },
  );
}
