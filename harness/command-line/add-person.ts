import type {Argv} from 'yargs';
import {connectionOptions, toPrograms} from './connection-options.js';

/** The commands about one person. */
export function addPersonCommands(parser: Argv): void {
  const email = {type: 'string', demandOption: true, requiresArg: true} as const;
  parser.command(
    'explain',
    'Show a person in both systems, the link, and what a sync would do and why',
    options =>
      connectionOptions(options, 'explain --email ann@example.com').option('email', {
        ...email,
        describe: "The person's address in either system",
      }),
    async given => {
      const {explain} = await import('../commands/explain.js');
      await explain({...given, programs: toPrograms(given.connector)});
    },
  );
}
