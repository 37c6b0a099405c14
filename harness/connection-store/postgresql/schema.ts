import {randomUUID} from 'node:crypto';
import {configError} from '@cohort-salesforce/spec';
import {type Cipher, KEY_VARIABLE} from './cipher.js';
import type {Database, Query, Row} from './database.js';

/** The schema of all tables of the store. */
export const SCHEMA = 'cohort_salesforce';

const VERSION = 1;
// Any number that nobody else locks: of two that create the tables, one waits.
const CREATION_LOCK = 7_216_083_441;

const TABLES = `
CREATE SCHEMA IF NOT EXISTS ${SCHEMA};
CREATE TABLE ${SCHEMA}.store (
  id uuid PRIMARY KEY,
  version integer NOT NULL,
  key_check bytea NOT NULL
);
CREATE TABLE ${SCHEMA}.connections (
  id uuid PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  schedule text,
  is_paused boolean NOT NULL DEFAULT false,
  last_sync timestamptz,
  lease uuid,
  holder jsonb,
  connectors jsonb NOT NULL DEFAULT '[]',
  renewed timestamptz,
  version bigint NOT NULL DEFAULT 0
);
CREATE TABLE ${SCHEMA}.files (
  connection uuid NOT NULL REFERENCES ${SCHEMA}.connections ON DELETE CASCADE,
  path text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  modified timestamptz NOT NULL,
  PRIMARY KEY (connection, path)
);
CREATE TABLE ${SCHEMA}.chunks (
  connection uuid NOT NULL,
  path text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (connection, path, number),
  FOREIGN KEY (connection, path) REFERENCES ${SCHEMA}.files ON DELETE CASCADE
);
ALTER TABLE ${SCHEMA}.chunks ALTER content SET STORAGE EXTERNAL;
`;

/** Makes the tables when they are not there, and checks that the store was made with this key. */
export async function prepareStore(database: Database, cipher: Cipher): Promise<void> {
  if (!(await isThere(database.query.bind(database))))
    await database.transact(query => create(query, cipher));
  const [store] = await database.query(`SELECT id, version, key_check FROM ${SCHEMA}.store`);
  if (!store || store.version !== VERSION) {
    throw configError(
      `--store: the tables in the schema ${SCHEMA} are of another version (${store?.version ?? 'none'}) than this program's (${VERSION}). Use the version that made them, or the newest one.`,
    );
  }
  requireKey(store, cipher);
}

/** Throws a config error when the store has another key by now. */
export async function checkKey(database: Database, cipher: Cipher): Promise<void> {
  requireKey(await readStoreKey(database.query.bind(database)), cipher);
}

function requireKey(store: Row, cipher: Cipher): void {
  if (isKeyOf(store, cipher)) return;
  throw configError(
    `--store: the key in ${KEY_VARIABLE} is another one than this store was made with. Without its own key, what it keeps cannot be read.`,
  );
}

export async function readStoreKey(query: Query): Promise<Row> {
  const [store = {}] = await query(`SELECT id, key_check FROM ${SCHEMA}.store`);
  return store;
}

export function isKeyOf({id, key_check}: Row, cipher: Cipher): boolean {
  try {
    cipher.decrypt(key_check as Buffer, String(id));
    return true;
  } catch {
    return false;
  }
}

export async function writeKeyCheck(query: Query, cipher: Cipher): Promise<void> {
  const {id} = await readStoreKey(query);
  await query(`UPDATE ${SCHEMA}.store SET key_check = $1`, [keyCheckOf(String(id), cipher)]);
}

function keyCheckOf(id: string, cipher: Cipher): Buffer {
  return cipher.encrypt(Buffer.from('the key'), id);
}

// Not to_regclass: it answers from the session's cache, which does not yet know what another program has just made.
async function isThere(query: Query): Promise<boolean> {
  const [found] = await query(
    `SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'store') AS there`,
    [SCHEMA],
  );
  return found?.there === true;
}

async function create(query: Query, cipher: Cipher): Promise<void> {
  await query('SELECT pg_advisory_xact_lock($1)', [CREATION_LOCK]);
  if (await isThere(query)) return;
  await query(TABLES);
  const id = randomUUID();
  await query(`INSERT INTO ${SCHEMA}.store (id, version, key_check) VALUES ($1, $2, $3)`, [
    id,
    VERSION,
    keyCheckOf(id, cipher),
  ]);
}
