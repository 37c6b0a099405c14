import type {Argv} from 'yargs';
import {ALLOW_CHANGES, connectionOptions, toPrograms} from './connection-options.js';

/** The commands about one person. */
export function addPersonCommands(parser: Argv): void {
  const email = {type: 'string', demandOption: true, requiresArg: true} as const;
  parser.command(
    'explain',
    'Show a person in both systems, the link, and what a sync would do and why',
    options =>
      connectionOptions(options, 'explain --email ann@example.com')
        .option('email', {...email, describe: "The person's address in either system"})
        .option('allow-changes', ALLOW_CHANGES)
        .option('sync', {
          type: 'boolean',
          default: false,
          describe: 'Sync this person alone, in both directions, and show what is there then',
        }),
    async given => {
      const {explain} = await import('../commands/explain.js');
      await explain({...given, programs: toPrograms(given.connector)});
    },
  );
  parser.command(
    'forget',
    'Remove what this folder holds of a person, and say what both systems still have',
    options =>
      connectionOptions(options, 'forget --email ann@example.com').option('email', {
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
    'Correct a wrong link: the record represents the user with this address from now on',
    options =>
      connectionOptions(options, 'relink --record 003... --email ann@example.com')
        .option('record', {...email, describe: 'Id of the record'})
        .option('email', {...email, describe: "The user's address in Cohort"}),
    async given => {
      const {relink} = await import('../commands/relink.js');
      await relink({...given, programs: toPrograms(given.connector)});
    },
  );
}
