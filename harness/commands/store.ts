import {existsSync} from 'node:fs';
import {cp, mkdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {configError, toConnectorError} from '@cohort-salesforce/spec';
import {folderOf} from '../connection/connection-folder.js';
import {
  Cipher,
  KEY_VARIABLE,
  NEW_KEY_VARIABLE,
  readKey,
} from '../connection-store/postgresql/cipher.js';
import {PostgresqlStore, withDatabase} from '../connection-store/postgresql/postgresql-store.js';
import {rotateKey} from '../connection-store/postgresql/rotate-key.js';
import {
  type StoredConnection,
  StoredConnections,
} from '../connection-store/postgresql/stored-connections.js';
import {knownSecrets} from '../report/known-secrets.js';
import {createTerminal} from '../report/terminal.js';
import {concludeFailed} from './conclude.js';
import type {CommonOptions} from './options.js';
import {type PutOptions, putConnection} from './put-connection.js';

export interface StoreCommandOptions extends CommonOptions, PutOptions {
  store: string | undefined;
  dir: string | undefined;
  /** Connection files; `put` takes any number of them. */
  files: readonly string[];
}

export type StoreCommand = keyof typeof COMMANDS;

/** Lists, adds, changes and removes the connections in a database. */
export async function store(command: StoreCommand, options: StoreCommandOptions): Promise<void> {
  const terminal = createTerminal(options);
  try {
    const url = options.store;
    if (url === undefined) {
      throw configError(
        'Which store? Name it with --store postgresql://HOST/DATABASE, or in the environment variable HARNESS_STORE.',
      );
    }
    terminal.print(await COMMANDS[command](url, options));
  } catch (error) {
    concludeFailed(error, {terminal, json: options.json, startedAt: Date.now()});
  }
}

const COMMANDS = {
  put: putConnections,
  list: async (url: string, {json}: StoreCommandOptions) => {
    const connections = await inStore(url, stored => stored.list());
    return json ? JSON.stringify({connections}) : formatList(connections);
  },
  get: getConnection,
  remove: async (url: string, {connection}: StoreCommandOptions) => {
    await inStore(url, stored => stored.remove(connection));
    return `Removed ${connection} with everything that was kept of it.`;
  },
  pause: async (url: string, {connection}: StoreCommandOptions) => {
    await inStore(url, stored => stored.setPaused(connection, true));
    return `Paused: workers start no sync of ${connection}.`;
  },
  'rotate-key': async (url: string) => {
    const key = readKey(NEW_KEY_VARIABLE);
    knownSecrets.learn(key.toString('base64'));
    await withDatabase(url, (database, from) => rotateKey(database, {from, to: new Cipher(key)}));
    return `Everything is encrypted with the key in ${NEW_KEY_VARIABLE}. Set ${KEY_VARIABLE} to that key everywhere, and start workers and consoles again.`;
  },
  resume: async (url: string, {connection}: StoreCommandOptions) => {
    await inStore(url, stored => stored.setPaused(connection, false));
    return `Resumed: workers sync ${connection} when it is due.`;
  },
} as const;

/** Puts one file after the other. A file that fails does not stop the others; the error at the end names it. */
async function putConnections(
  url: string,
  {files, connection, secrets}: StoreCommandOptions,
): Promise<string> {
  const paths = files.length > 0 ? files : [connection];
  const done: string[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    try {
      done.push(await putConnection(url, {connection: path, secrets}));
    } catch (error) {
      if (paths.length === 1) throw error;
      problems.push(`${path}: ${toConnectorError(error).message}`);
    }
  }
  if (problems.length === 0) return done.join('\n');
  throw configError(
    [...done, `${problems.length} of ${paths.length} were not put:`, ...problems].join('\n'),
  );
}

function inStore<Result>(
  url: string,
  use: (stored: StoredConnections) => Promise<Result>,
): Promise<Result> {
  return withDatabase(url, database => use(new StoredConnections(database)));
}

/** Writes a connection with all that is kept of it as files, as for a backup or to go back to files. */
async function getConnection(
  url: string,
  {connection, dir = '.'}: StoreCommandOptions,
): Promise<string> {
  const stored = new PostgresqlStore(url, connection);
  return stored.look(async place => {
    await mkdir(dir, {recursive: true});
    const target = resolve(join(dir, `${place.name}.yaml`));
    if (existsSync(target) || existsSync(folderOf(target))) {
      throw configError(
        `${target} or ${folderOf(target)} is there already. Remove both, or name another folder with --dir.`,
      );
    }
    const filter = (path: string) => !/\/\.[^/]*$/.test(path);
    await cp(place.root, dir, {recursive: true, filter, preserveTimestamps: true});
    return `Written: ${target}, its secrets and what is kept of it.`;
  });
}

function formatList(connections: readonly StoredConnection[]): string {
  if (connections.length === 0) return 'The store has no connections.';
  return connections.map(formatConnection).join('\n');
}

function formatConnection({name, schedule, is_paused, last_sync, running_on}: StoredConnection) {
  return [
    name,
    schedule ?? 'no schedule',
    ...(is_paused ? ['paused'] : []),
    ...(running_on === null ? [] : [`running on ${running_on}`]),
    ...(last_sync === null ? [] : [`last sync ${last_sync.replace(/\.\d+Z$/, 'Z')}`]),
  ].join(', ');
}
