import type {Argv} from 'yargs';
import type {StoreCommand} from '../commands/store.js';
import {commonOptions, storeOption} from './connection-options.js';

const COMMANDS: readonly [StoreCommand, string][] = [
  ['put', 'Add connection files to the store, or replace them there'],
  ['list', 'List the connections in the store'],
  ['get', 'Write a connection with what is kept of it as files'],
  ['pause', 'Let workers start no sync of a connection'],
  ['resume', 'Let workers sync a connection again'],
  ['rotate-key', 'Encrypt everything with the key in HARNESS_STORE_NEW_KEY'],
  ['remove', 'Remove a connection with everything that is kept of it'],
];

/** `store`: the connections in a database. */
export function addStoreCommands(parser: Argv): void {
  parser.command('store', 'Keep connections in PostgreSQL, for many machines', options => {
    for (const [command, describe] of COMMANDS) addCommand(options, command, describe);
    return options.demandCommand(1, 1, 'Which command of store?');
  });
}

function addCommand(parser: Argv, command: StoreCommand, describe: string): void {
  parser.command(
    command === 'put' ? 'put [files..]' : command,
    describe,
    options =>
      storeOption(commonOptions(options))
        .option('connection', {
          type: 'string',
          requiresArg: true,
          default: 'connection.yaml',
          hidden: command === 'list' || command === 'rotate-key',
          describe: command === 'put' ? 'YAML file' : "The connection's name in the store",
        })
        .option('secrets', {
          type: 'boolean',
          default: false,
          hidden: command !== 'put',
          describe: 'Replace also the secrets of a connection that is in the store',
        })
        .option('dir', {
          type: 'string',
          requiresArg: true,
          hidden: command !== 'get',
          describe: 'Folder to write into; by default this one',
        })
        .positional('files', {
          type: 'string',
          array: true,
          default: [],
          describe: 'Connection files, instead of --connection',
        })
        .example([
          ['$0 store put --store postgresql://... --connection acme.yaml', 'Add a connection'],
          ['$0 store put --store postgresql://... shops/*.yaml', 'Add all connections of a folder'],
          ['$0 sync --store postgresql://... --connection acme', 'Sync it on any machine'],
          ['$0 store list', 'With the store in the environment variable HARNESS_STORE'],
        ]),
    async given => {
      const {store} = await import('../commands/store.js');
      await store(command, {...given, store: given.store, dir: given.dir});
    },
  );
}
