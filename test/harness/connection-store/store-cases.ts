import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ConnectionStore} from '../../../harness/connection-store/connection-store.js';
import {FileStore} from '../../../harness/connection-store/file-store.js';
import {KEY_VARIABLE} from '../../../harness/connection-store/postgresql/cipher.js';
import {
  PostgresqlStore,
  withDatabase,
} from '../../../harness/connection-store/postgresql/postgresql-store.js';
import {StoredConnections} from '../../../harness/connection-store/postgresql/stored-connections.js';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';

/** An implementation of the store, for the tests that all have to pass. */
export interface StoreCase {
  /** A connection that is there, with nothing kept. */
  add(name: string): Promise<ConnectionStore>;
  /** Makes who holds the connection look like a process of this machine that was killed. */
  bury(name: string): Promise<void>;
  /** Makes who holds the connection look like a process of another machine that is silent for long. */
  silence(name: string): Promise<void>;
  close(): Promise<void>;
}

export const TEST_KEY = Buffer.alloc(32, 7).toString('base64');

export async function filesCase(): Promise<StoreCase> {
  const folder = mkdtempSync(join(tmpdir(), 'file-store-'));
  const lockOf = (name: string) => join(folder, `${name}.sync`, 'lock');
  const change = (name: string, changes: object) => {
    const holder = JSON.parse(readFileSync(lockOf(name), 'utf8')) as object;
    writeFileSync(lockOf(name), JSON.stringify({...holder, ...changes}));
  };
  return {
    async add(name) {
      const path = join(folder, `${name}.yaml`);
      writeFileSync(path, '{}');
      mkdirSync(join(folder, `${name}.sync`));
      return new FileStore(path);
    },
    bury: async name => change(name, {started: 'never', token: 'killed'}),
    async silence(name) {
      const long = {...JSON.parse(readFileSync(lockOf(name), 'utf8')), machine: 'elsewhere'};
      const path = lockOf(name);
      writeFileSync(path, JSON.stringify({...long, token: 'silent'}));
      const {utimesSync} = await import('node:fs');
      utimesSync(path, 1, 1);
    },
    close: async () => {},
  };
}

export interface PostgresqlCase extends StoreCase {
  database: TestDatabase;
}

export async function postgresqlCase(): Promise<PostgresqlCase> {
  process.env[KEY_VARIABLE] = TEST_KEY;
  const database = await createTestDatabase();
  const change = (name: string, set: string) =>
    database.sql(`UPDATE cohort_salesforce.connections SET ${set} WHERE name = $1`, [name]);
  return {
    database,
    async add(name) {
      await withDatabase(database.url, opened => new StoredConnections(opened).add(name));
      const store = new PostgresqlStore(database.url, name);
      await store.work(async ({path}) => writeFileSync(path, '{}'));
      return store;
    },
    async bury(name) {
      await change(name, `holder = holder || '{"started": "never"}'`);
    },
    async silence(name) {
      await change(
        name,
        `holder = holder || '{"machine": "elsewhere"}', renewed = renewed - interval '2 minutes'`,
      );
    },
    close: () => database.close(),
  };
}
