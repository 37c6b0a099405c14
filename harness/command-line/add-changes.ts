import type {Argv} from 'yargs';
import {storedConnectionOptions} from './connection-options.js';
import {parseSince} from './parse-since.js';

/** `changes`: what the runs have changed. */
export function addChanges(parser: Argv): void {
  parser.command(
    'changes',
    'List what runs have changed: person, field, old and new value, system',
    options =>
      storedConnectionOptions(options, 'changes')
        .option('email', {
          type: 'string',
          requiresArg: true,
          describe: 'Only changes of the person with this address',
        })
        .option('since', {
          type: 'string',
          requiresArg: true,
          describe: 'Only changes since: 7d, 12h, 30m or a date such as 2026-05-01',
        })
        .option('format', {
          choices: ['jsonl', 'csv'] as const,
          requiresArg: true,
          describe: 'One row for each field, for a warehouse; --json means jsonl',
        }),
    async given => {
      const {changes} = await import('../commands/changes.js');
      const {since} = given;
      await changes({...given, since: since === undefined ? undefined : parseSince(since)});
    },
  );
}
