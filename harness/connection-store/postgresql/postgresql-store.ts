import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {hideFolder} from '../../report/hidden-folders.js';
import {knownSecrets} from '../../report/known-secrets.js';
import {identifyProcess, isAlive, machineIdentity} from '../../store/process-identity.js';
import {toConnectionName} from '../connection-name.js';
import type {ConnectionStore, ReadPlace, WorkPlace} from '../connection-store.js';
import {Cipher, readKey} from './cipher.js';
import {Database} from './database.js';
import {DurabilityServer} from './durability-server.js';
import {parseHolder} from './parse-holder.js';
import {findLeaseHolder, PostgresqlLease, unknownConnection} from './postgresql-lease.js';
import {Replica} from './replica.js';
import {restoreFiles} from './restore-files.js';
import {checkKey, prepareStore, SCHEMA} from './schema.js';

/** A copy of what the store has. */
export interface StoredPlace extends ReadPlace {
  name: string;
  /** The folder of all its files. */
  root: string;
}

/**
 * Connections in PostgreSQL: all files of a connection, encrypted. A command works on a copy of them in a temporary
 * folder, and what has changed there is saved before anything is built on it.
 */
export class PostgresqlStore implements ConnectionStore {
  readonly #url: string;
  readonly #name: string;

  constructor(url: string, connection: string) {
    this.#url = url;
    this.#name = toConnectionName(connection);
  }

  async work<Result>(use: (place: WorkPlace) => Promise<Result>): Promise<Result> {
    return withDatabase(this.#url, async (database, cipher) => {
      const lease = await PostgresqlLease.acquire(database, this.#name);
      try {
        // It may have waited for a new key to be set.
        await checkKey(database, cipher);
        return await inTemporaryFolder(async root => {
          const own = cipher.for(lease.id);
          await restoreFiles(database, {id: lease.id, cipher: own, root});
          const replica = new Replica({lease, cipher: own, root});
          await replica.begin();
          return await this.#workIn(root, {lease, replica, use});
        });
      } finally {
        await lease.release();
      }
    });
  }

  async #workIn<Result>(
    root: string,
    {
      lease,
      replica,
      use,
    }: {
      lease: PostgresqlLease;
      replica: Replica;
      use: (place: WorkPlace) => Promise<Result>;
    },
  ): Promise<Result> {
    const save = () => replica.save();
    const socket = join(root, '.durability');
    const server = await DurabilityServer.listen(socket, save);
    const place = this.#placeIn(root);
    await mkdir(place.folder, {recursive: true, mode: 0o700});
    const take = async () => ({
      addConnector: (pid: number, facts: {isWriter: boolean}) => lease.addConnector(pid, facts),
      lost: lease.lost,
      durability: {socket, save},
    });
    try {
      const result = await use({...place, take});
      await save();
      return result;
    } catch (error) {
      // Also what a run that failed has to say, but its error is what counts.
      await save().catch(() => {});
      throw error;
    } finally {
      await server.close();
    }
  }

  async look<Result>(use: (place: StoredPlace) => Promise<Result>): Promise<Result> {
    return withDatabase(this.#url, async (database, cipher) => {
      const [row] = await database.query(`SELECT id FROM ${SCHEMA}.connections WHERE name = $1`, [
        this.#name,
      ]);
      if (!row) throw unknownConnection(this.#name);
      const id = String(row.id);
      return inTemporaryFolder(async root => {
        await restoreFiles(database, {id, cipher: cipher.for(id), root});
        const holder = () => findLeaseHolder(database, this.#name);
        return use({...this.#placeIn(root), holder});
      });
    });
  }

  #placeIn(root: string) {
    const name = this.#name;
    return {name, root, path: join(root, `${name}.yaml`), folder: join(root, `${name}.sync`)};
  }
}

/** Opens the store at `url` and makes its tables if they are not there. */
export async function withDatabase<Result>(
  url: string,
  use: (database: Database, cipher: Cipher) => Promise<Result>,
): Promise<Result> {
  const key = readKey();
  knownSecrets.learn(key.toString('base64'));
  const cipher = new Cipher(key);
  const database = await Database.open(url);
  try {
    await prepareStore(database, cipher);
    return await use(database, cipher);
  } finally {
    await database.close();
  }
}

const PREFIX = 'harness-store-';
const OWNER = '.owner';

/** For this process alone, and gone afterwards: it has secrets in the open. */
export async function inTemporaryFolder<Result>(
  use: (root: string) => Promise<Result>,
): Promise<Result> {
  await removeLeftBehind();
  const root = await mkdtemp(join(tmpdir(), PREFIX));
  hideFolder(root);
  try {
    const owner = {...identifyProcess(process.pid), machine: machineIdentity()};
    await writeFile(join(root, OWNER), JSON.stringify(owner));
    return await use(root);
  } finally {
    await rm(root, {recursive: true, force: true});
  }
}

// What a killed process has left on this machine.
async function removeLeftBehind(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    const text = await readFile(join(folder, OWNER), 'utf8').catch(() => '');
    const owner = parseHolder(parseJson(text));
    const isDead = owner?.machine === machineIdentity() && !isAlive(owner);
    if (isDead) await rm(folder, {recursive: true, force: true}).catch(() => {});
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
