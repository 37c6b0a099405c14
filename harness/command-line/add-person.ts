import type {Argv} from 'yargs';
import {ALLOW_CHANGES, storedConnectionOptions, toPrograms} from './connection-options.js';

/** The commands about one person. */
export function addPersonCommands(parser: Argv): void {
  const email = {type: 'string', demandOption: true, requiresArg: true} as const;
  parser.command(
    'explain',
    'Show one person in both systems, and what a sync would do and why',
    options =>
      storedConnectionOptions(options, 'explain --email ann@example.com')
        .option('email', {...email, describe: "The person's address in either system"})
        .option('allow-changes', ALLOW_CHANGES)
        .option('sync', {
          type: 'boolean',
          default: false,
          describe: 'Sync only this person, in both directions, and show the result',
        }),
    async given => {
      const {explain} = await import('../commands/explain.js');
      await explain({...given, programs: toPrograms(given.connector)});
    },
  );
  parser.command(
    'forget',
    "Remove a person's data from the connection's folder, and show what both systems have",
    options =>
      storedConnectionOptions(options, 'forget --email ann@example.com').option('email', {
        ...email,
        describe: "The person's address in either system",
      }),
    async given => {
      const {forget} = await import('../commands/forget.js');
      await forget({...given, programs: toPrograms(given.connector)});
    },
  );
  parser.command(
    'relink',
    'Link a record to the user with this address, to correct a wrong link',
    options =>
      storedConnectionOptions(options, 'relink --record 003... --email ann@example.com')
        .option('record', {...email, describe: 'Id of the Salesforce record'})
        .option('email', {...email, describe: "The user's address in Cohort"}),
    async given => {
      const {relink} = await import('../commands/relink.js');
      await relink({...given, programs: toPrograms(given.connector)});
    },
  );
}
