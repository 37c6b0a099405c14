import {createHash} from 'node:crypto';
import {join} from 'node:path';
import type {Cipher} from './cipher.js';
import type {Query} from './database.js';
import {CHUNK_BYTES, placeOf} from './restore-files.js';
import {type FoundFile, findFile, readPart} from './scan-files.js';
import {SCHEMA} from './schema.js';

/** What the store has of a file. */
export interface KnownFile extends FoundFile {
  hashes: readonly string[];
}

/** One copy of a folder into the store, within a transaction. */
export interface Copy {
  /** The connection's. */
  id: string;
  query: Query;
  cipher: Cipher;
  root: string;
  /** What the store has by now. */
  known: Map<string, KnownFile>;
  /** Whether the store may have something else than what is known. */
  isUnsure: boolean;
}

/** Copies a file's chunks that differ from what the store has. */
export async function copyFile(copy: Copy, found: FoundFile): Promise<void> {
  const {id, query, root, known, isUnsure} = copy;
  const {path} = found;
  const before = known.get(path);
  if (before?.signature === found.signature) return;
  let file: FoundFile | undefined = found;
  while (file) {
    await query(
      `INSERT INTO ${SCHEMA}.files (connection, path, size, modified) VALUES ($1, $2, $3, $4)
      ON CONFLICT (connection, path) DO UPDATE SET size = excluded.size, modified = excluded.modified`,
      [id, path, file.size, file.modified],
    );
    const hashes = await copyChunks(copy, file, isUnsure ? undefined : before);
    if (hashes) {
      await cutOff(copy, path, hashes.length);
      known.set(path, {...file, hashes});
      return;
    }
    // It was cut off or replaced meanwhile.
    file = await findFile(root, path);
  }
  await forgetFiles(copy, [path]);
}

export async function forgetFiles(
  {id, query, known}: Copy,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  for (const path of paths) known.delete(path);
  await query(`DELETE FROM ${SCHEMA}.files WHERE connection = $1 AND path = ANY($2)`, [id, paths]);
}

/** The same without copying: the store has the file as it is. */
export async function knowFile(root: string, file: FoundFile): Promise<KnownFile> {
  const hashes: string[] = [];
  for (let number = 0; number * CHUNK_BYTES < file.size; number += 1) {
    hashes.push(hashOf(await readChunk(root, file, number)));
  }
  return {...file, hashes};
}

/** Resolves with the hashes of all chunks; with nothing when the file is shorter than it was. */
async function copyChunks(
  copy: Copy,
  file: FoundFile,
  before: KnownFile | undefined,
): Promise<string[] | undefined> {
  const {id, query, cipher, root} = copy;
  const {path, size} = file;
  const hashes = await unchangedHashes(root, file, before);
  for (let number = hashes.length; number * CHUNK_BYTES < size; number += 1) {
    const chunk = await readChunk(root, file, number);
    // What is appended meanwhile comes with the next copy.
    if (chunk.length < Math.min(CHUNK_BYTES, size - number * CHUNK_BYTES)) return undefined;
    const hash = hashOf(chunk);
    hashes.push(hash);
    if (before?.hashes[number] === hash) continue;
    await query(
      `INSERT INTO ${SCHEMA}.chunks (connection, path, number, content) VALUES ($1, $2, $3, $4)
      ON CONFLICT (connection, path, number) DO UPDATE SET content = excluded.content`,
      [id, path, number, cipher.encrypt(chunk, placeOf(path, number))],
    );
  }
  return hashes;
}

async function cutOff({id, query}: Copy, path: string, length: number): Promise<void> {
  await query(`DELETE FROM ${SCHEMA}.chunks WHERE connection = $1 AND path = $2 AND number >= $3`, [
    id,
    path,
    length,
  ]);
}

const APPENDED = /(\.log|\.jsonl|\/MANIFEST-\d+)$/;

/** The hashes of the chunks that need not be read again, because text was only appended to the file. */
async function unchangedHashes(
  root: string,
  file: FoundFile,
  before: KnownFile | undefined,
): Promise<string[]> {
  const isLonger = before && file.inode === before.inode && file.size >= before.size;
  if (!isLonger || before.hashes.length < 2 || !APPENDED.test(file.path)) return [];
  const last = before.hashes.length - 1;
  const hash = hashOf(await readChunk(root, before, last));
  return hash === before.hashes[last] ? before.hashes.slice(0, last) : [];
}

/** A chunk of a file as long as it is known to be; shorter when the file is. */
async function readChunk(root: string, {path, size}: FoundFile, number: number): Promise<Buffer> {
  const start = number * CHUNK_BYTES;
  const length = Math.min(CHUNK_BYTES, size - start);
  return (await readPart(join(root, path), {start, length})) ?? Buffer.alloc(0);
}

function hashOf(chunk: Uint8Array): string {
  return createHash('sha1').update(chunk).digest('base64');
}
