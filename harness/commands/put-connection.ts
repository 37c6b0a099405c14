import {existsSync} from 'node:fs';
import {cp, readFile} from 'node:fs/promises';
import {isAbsolute} from 'node:path';
import {configError} from '@cohort-salesforce/spec';
import {parseDocument} from 'yaml';
import {folderOf} from '../connection/connection-folder.js';
import {parseSchedule} from '../connection/parse-schedule.js';
import {readConnection, secretsPathOf} from '../connection/read-connection.js';
import {toConnectionName} from '../connection-store/connection-name.js';
import type {WorkPlace} from '../connection-store/connection-store.js';
import {FileStore} from '../connection-store/file-store.js';
import {PostgresqlStore, withDatabase} from '../connection-store/postgresql/postgresql-store.js';
import {StoredConnections} from '../connection-store/postgresql/stored-connections.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';

export interface PutOptions {
  /** The connection file, or for other commands the connection's name in the store. */
  connection: string;
  /** Whether to replace the secrets of a connection that is in the store already. */
  secrets: boolean;
}

interface Read {
  text: string;
  schedule: string | undefined;
  secretsPath: string;
}

/**
 * Puts a connection file into the store under its name. A new one comes with its secrets and with what its runs have kept, so
 * that the next sync goes on from there. Of one that is there only the file is replaced, and with `secrets` its secrets.
 */
export async function putConnection(url: string, options: PutOptions): Promise<string> {
  const {connection, secrets} = options;
  const name = toConnectionName(connection);
  const read = await readForStore(connection);
  await withDatabase(url, database => new StoredConnections(database).add(name));
  const stored = new PostgresqlStore(url, name);
  const isNew = await stored.work(async place => {
    const isFirst = !existsSync(place.path);
    if (isFirst) await copyFolder(connection, place);
    const secretsPath = secretsPathOf(place.path, undefined);
    if ((isFirst || secrets) && existsSync(read.secretsPath)) {
      await writeFileAtomically(secretsPath, await readFile(read.secretsPath, 'utf8'));
    }
    // Last: what has no connection file was not put as a whole.
    await writeFileAtomically(place.path, read.text);
    return isFirst;
  });
  await withDatabase(url, database =>
    new StoredConnections(database).setSchedule(name, read.schedule),
  );
  if (isNew) return `Added ${name} with its secrets and what was kept of it.`;
  return secrets
    ? `Replaced the file and the secrets of ${name}.`
    : `Replaced the file of ${name}. Its secrets stay as they are in the store; --secrets replaces them, too.`;
}

async function readForStore(path: string): Promise<Read> {
  const {connection, secretsPath} = await readConnection(path);
  const {schedule} = connection;
  if (schedule !== undefined) parseSchedule(schedule);
  const document = parseDocument(await readFile(path, 'utf8'));
  for (const channel of ['channel', 'export_channel']) {
    const dir: unknown = document.getIn(['cohort', channel, 'dir']);
    if (dir === undefined || isAbsolute(String(dir))) continue;
    throw configError(
      `at /cohort/${channel}/dir: found a relative folder, expected an absolute one, on a volume that each machine has: in a store, a connection has no folder of its own.`,
    );
  }
  // The store keeps the secrets beside the connection.
  document.deleteIn(['secrets']);
  return {text: document.toString({lineWidth: 0}), schedule, secretsPath};
}

/** Copies what the runs have kept in files, while none of them is under way. */
async function copyFolder(path: string, place: WorkPlace): Promise<void> {
  const folder = folderOf(path);
  if (!existsSync(folder)) return;
  await new FileStore(path).work(async files => {
    await files.take();
    await cp(folder, place.folder, {recursive: true, preserveTimestamps: true});
  });
}
