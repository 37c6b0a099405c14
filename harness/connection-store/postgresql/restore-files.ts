import {mkdir, open, utimes, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {ConnectorError} from '@cohort-salesforce/spec';
import type {Cipher} from './cipher.js';
import type {Database, Query, Row} from './database.js';
import {SCHEMA} from './schema.js';

export const CHUNK_BYTES = 128 * 1024;
const CHUNKS_AT_ONCE = 32;

/** A chunk can be decrypted only where it belongs. */
export function placeOf(path: string, number: number): string {
  return `${number} ${path}`;
}

export interface RestoreOptions {
  id: string;
  cipher: Cipher;
  root: string;
}

/** Writes what the store has of a connection below `root`, as it is at one moment. */
export async function restoreFiles(database: Database, options: RestoreOptions): Promise<void> {
  await database.transact(
    query => restore(query, options),
    'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY',
  );
}

async function restore(query: Query, options: RestoreOptions): Promise<void> {
  const {id, root} = options;
  const files = await query(
    `SELECT path, size, modified FROM ${SCHEMA}.files WHERE connection = $1`,
    [id],
  );
  for (const {path} of files) {
    const target = join(root, requirePlain(String(path)));
    await mkdir(dirname(target), {recursive: true, mode: 0o700});
    await writeFile(target, '', {mode: 0o600});
  }
  const written = await writeChunks(query, options);
  for (const {path, size, modified} of files) {
    if ((written.get(String(path)) ?? 0) !== Number(size)) throw damaged(String(path));
    const time = modified as Date;
    await utimes(join(root, String(path)), time, time);
  }
}

async function writeChunks(query: Query, options: RestoreOptions): Promise<Map<string, number>> {
  const written = new Map<string, number>();
  let last: {path: unknown; number: unknown} = {path: '', number: -1};
  for (;;) {
    const rows = await query(
      `SELECT path, number, content FROM ${SCHEMA}.chunks
      WHERE connection = $1 AND (path, number) > ($2, $3) ORDER BY path, number LIMIT $4`,
      [options.id, last.path, last.number, CHUNKS_AT_ONCE],
    );
    for (const row of rows) {
      const path = requirePlain(String(row.path));
      const length = await writeChunk(path, row, options);
      written.set(path, (written.get(path) ?? 0) + length);
    }
    const end = rows.at(-1);
    if (!end || rows.length < CHUNKS_AT_ONCE) return written;
    last = {path: end.path, number: end.number};
  }
}

async function writeChunk(
  path: string,
  {number, content}: Row,
  {cipher, root}: RestoreOptions,
): Promise<number> {
  const text = decrypt(cipher, content as Buffer, {path, number: Number(number)});
  const file = await open(join(root, path), 'r+');
  try {
    await file.write(text, 0, text.length, Number(number) * CHUNK_BYTES);
  } finally {
    await file.close();
  }
  return text.length;
}

function decrypt(
  cipher: Cipher,
  content: Buffer,
  {path, number}: {path: string; number: number},
): Buffer {
  try {
    return cipher.decrypt(content, placeOf(path, number));
  } catch {
    throw damaged(path);
  }
}

// Write access to the database must not give write access to other files on this machine.
function requirePlain(path: string): string {
  const isPlain = path.split('/').every(part => part !== '' && part !== '.' && part !== '..');
  if (isPlain && !/[\0\\]/.test(path)) return path;
  throw damaged(path);
}

function damaged(path: string): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `--store: what the store keeps as ${JSON.stringify(path)} is damaged or was changed by somebody else. Restore the database from a backup, or put the connection again.`,
  });
}
