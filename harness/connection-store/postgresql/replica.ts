import type {Cipher} from './cipher.js';
import {type Copy, copyFile, forgetFiles, type KnownFile, knowFile} from './copy-file.js';
import type {PostgresqlLease} from './postgresql-lease.js';
import {type FoundFile, scanFiles} from './scan-files.js';
import {SCHEMA} from './schema.js';

export interface ReplicaOptions {
  lease: Pick<PostgresqlLease, 'id' | 'transact'>;
  cipher: Cipher;
  root: string;
}

/**
 * Copies what has changed in a folder into the store, while connectors may be at work in it: what is copied is what a
 * process that was killed at some moment would have left.
 */
export class Replica {
  readonly #options: ReplicaOptions;
  #known = new Map<string, KnownFile>();
  #isUnsure = false;
  #underWay: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

  /** What is in the folder now is in the store already. */
  async begin(): Promise<void> {
    const {root} = this.#options;
    for (const file of await scanFiles(root)) {
      this.#known.set(file.path, await knowFile(root, file));
    }
  }

  /** Resolves when all that is in the folder now is in the store. Those who ask meanwhile share the next copy. */
  save(): Promise<void> {
    this.#next ??= this.#underWay.then(() => {
      this.#next = undefined;
      const saving = this.#save();
      this.#underWay = saving.catch(() => {});
      return saving;
    });
    return this.#next;
  }

  async #save(): Promise<void> {
    const {lease, cipher, root} = this.#options;
    let known = this.#known;
    await lease.transact(async query => {
      known = new Map(this.#known);
      const isUnsure = this.#isUnsure;
      // When the connection is lost at COMMIT, nobody knows whether the store has what was copied.
      this.#isUnsure = true;
      await copyFolder({id: lease.id, query, cipher, root, known, isUnsure});
    });
    this.#known = known;
    this.#isUnsure = false;
  }
}

// What one file says of another is read before it: a state before the links and the rejected records that it stands for.
async function copyFolder(copy: Copy): Promise<void> {
  const first = (await scanFiles(copy.root)).filter(({path}) => rankOf(path) < OTHERS);
  first.sort((a, b) => rankOf(a.path) - rankOf(b.path));
  for (const file of first) await copyFile(copy, file);
  const others = (await scanFiles(copy.root)).filter(
    ({path}) => rankOf(path) === OTHERS && !isOfBaseline(path),
  );
  for (const file of others) await copyFile(copy, file);
  const baseline = await copyBaseline(copy);
  const there = [...first, ...others, ...baseline].map(({path}) => path);
  await forgetOthers(copy, there);
}

/** Copies LevelDB's files as they are at one moment, while LevelDB may be compacting them. */
async function copyBaseline(copy: Copy): Promise<FoundFile[]> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const files = await scanBaseline(copy.root);
    for (const file of files) await copyFile(copy, file);
    if (versionOf(await scanBaseline(copy.root)) === versionOf(files)) return files;
  }
  throw new Error('The baseline store changes all the time.');
}

async function scanBaseline(root: string): Promise<FoundFile[]> {
  return (await scanFiles(root)).filter(({path}) => isOfBaseline(path));
}

async function forgetOthers(copy: Copy, there: readonly string[]): Promise<void> {
  const paths = new Set(there);
  await forgetFiles(
    copy,
    [...copy.known.keys()].filter(path => !paths.has(path)),
  );
  if (!copy.isUnsure) return;
  await copy.query(`DELETE FROM ${SCHEMA}.files WHERE connection = $1 AND path <> ALL($2)`, [
    copy.id,
    there,
  ]);
}

// As data files are written once, an attempt has only to copy what is new since the one before.
const MAX_ATTEMPTS = 1000;
// A later one says nothing of an earlier one.
const RANKS = [/\.selection\.json$/, /\.baseline\.json$/, /\.state\.json$/, /\/jobs\//];
const OTHERS = RANKS.length;

function rankOf(path: string): number {
  const rank = RANKS.findIndex(pattern => pattern.test(path));
  return rank < 0 ? OTHERS : rank;
}

function isOfBaseline(path: string): boolean {
  return /\/baseline\/[^/]+$/.test(path);
}

// The database is what its manifest says, and what was appended to its log since: as long as both names and the manifest
// stay, every file that they need is there.
function versionOf(files: readonly FoundFile[]): string {
  const parts = files.flatMap(({path, signature}) => {
    if (/\/(CURRENT|MANIFEST-\d+)$/.test(path)) return [`${path} ${signature}`];
    return path.endsWith('.log') ? [path] : [];
  });
  return parts.sort().join('\n');
}
