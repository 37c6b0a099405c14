import {ConnectorError} from '@cohort-salesforce/spec';
import type {Cipher} from './cipher.js';
import type {Database, Query} from './database.js';
import {STALE_SECONDS} from './postgresql-lease.js';
import {placeOf} from './restore-files.js';
import {isKeyOf, readStoreKey, SCHEMA, writeKeyCheck} from './schema.js';

const CHUNKS_AT_ONCE = 32;

export interface Rotation {
  from: Cipher;
  to: Cipher;
}

/**
 * Encrypts everything in the store with another key, in one transaction: the store is never of two keys. Throws a transient
 * error while a run is under way, and no run begins meanwhile.
 */
export async function rotateKey(database: Database, rotation: Rotation): Promise<void> {
  await database.transact(async query => {
    await query(`LOCK TABLE ${SCHEMA}.connections IN EXCLUSIVE MODE`);
    // The answer to an attempt that succeeded may have been lost.
    if (isKeyOf(await readStoreKey(query), rotation.to)) return;
    await requireIdle(query);
    // Of runs that are dead: should one of them wake up, it must write nothing.
    await query(`UPDATE ${SCHEMA}.connections SET lease = NULL, holder = NULL, connectors = '[]'`);
    for (const {id} of await query(`SELECT id FROM ${SCHEMA}.connections`)) {
      await encryptAgain(query, String(id), rotation);
    }
    await writeKeyCheck(query, rotation.to);
  });
}

async function requireIdle(query: Query): Promise<void> {
  const [busy] = await query(
    `SELECT name FROM ${SCHEMA}.connections
    WHERE lease IS NOT NULL AND renewed > clock_timestamp() - make_interval(secs => $1) LIMIT 1`,
    [STALE_SECONDS],
  );
  if (!busy) return;
  throw new ConnectorError({
    failure: 'transient_error',
    message: `A run of ${String(busy.name)} is under way, or was killed less than a minute ago. Stop the workers, wait for the runs to end, and try again. The key is unchanged.`,
  });
}

async function encryptAgain(query: Query, id: string, {from, to}: Rotation): Promise<void> {
  const [before, after] = [from.for(id), to.for(id)];
  let last: {path: unknown; number: unknown} = {path: '', number: -1};
  for (;;) {
    const rows = await query(
      `SELECT path, number, content FROM ${SCHEMA}.chunks
      WHERE connection = $1 AND (path, number) > ($2, $3) ORDER BY path, number LIMIT $4`,
      [id, last.path, last.number, CHUNKS_AT_ONCE],
    );
    for (const {path, number, content} of rows) {
      const place = placeOf(String(path), Number(number));
      const text = before.decrypt(content as Buffer, place);
      await query(
        `UPDATE ${SCHEMA}.chunks SET content = $4 WHERE connection = $1 AND path = $2 AND number = $3`,
        [id, path, number, after.encrypt(text, place)],
      );
    }
    const end = rows.at(-1);
    if (!end) return;
    last = {path: end.path, number: end.number};
  }
}
