import type {Argv} from 'yargs';
import type {ConnectionOptions} from '../commands/options.js';
import {ALLOW_CHANGES, storedConnectionOptions, toPrograms} from './connection-options.js';

interface Command {
  name: string;
  describe: string;
  load(): Promise<(options: ConnectionOptions) => Promise<void>>;
}

const COMMANDS: readonly Command[] = [
  {
    name: 'check',
    describe: 'Verify that a sync can run',
    load: async () => (await import('../commands/check.js')).check,
  },
  {
    name: 'discover',
    describe: 'List the fields that you can choose',
    load: async () => (await import('../commands/discover.js')).discover,
  },
  {
    name: 'retry-rejects',
    describe: 'Send rejected records again, as they are now (reads the whole source)',
    load: async () => (await import('../commands/retry-rejects.js')).retryRejects,
  },
  {
    name: 'status',
    describe: 'Show the last runs, the progress of each direction, and rejected records',
    load: async () => (await import('../commands/status.js')).status,
  },
];

/** The commands that need nothing but a connection. */
export function addConnectionCommands(parser: Argv): void {
  for (const {name, describe, load} of COMMANDS) {
    parser.command(
      name,
      describe,
      options =>
        // Only one of them writes.
        storedConnectionOptions(options, name).option('allow-changes', {
          ...ALLOW_CHANGES,
          hidden: name !== 'retry-rejects',
        }),
      async given => {
        const perform = await load();
        await perform({...given, programs: toPrograms(given.connector)});
      },
    );
  }
}
