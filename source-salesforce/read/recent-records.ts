import {hash} from 'node:crypto';
import {RecordBlock, type RecordText} from '../../spec/index.js';
import type {CursorOf, Records} from './cursor-reader.js';

/**
 * By second, which records were sent. Of a few, the hash of each; of many, only how many there were and a sum of their hashes (`count.sum`), so
 * that a state is small however many records were changed at once.
 */
export type RecentState = Readonly<Record<string, string>>;

interface Bucket {
  count: number;
  sum: number;
}

const MOST_SECONDS = 3600;
const MOST_LISTED = 2000;
const MOST_HELD = 20_000;
const LARGEST_SUM = 2 ** 52;
const HASH_BYTES = 6;
const HASH_CHARACTERS = 8;

/** Remembers which records of the lookback window were sent, for the next run. */
export class RecentRecords {
  readonly #cursorOf: CursorOf;
  readonly #from: string;
  readonly #buckets = new Map<string, Bucket>();
  #listed: Map<string, string> | undefined = new Map();
  #count = 0;

  /** `from` is the beginning of the next run's lookback window. */
  constructor(cursorOf: CursorOf, from: string) {
    this.#cursorOf = cursorOf;
    this.#from = from;
  }

  add(records: Records): void {
    for (let index = 0; index < records.length; index++) {
      const cursor = this.#cursorOf(records, index);
      if (cursor >= this.#from) this.#add(secondOf(cursor), digestOf(records, index));
    }
  }

  /** Undefined when there is nothing to remember, or too much: then the next run sends them again. */
  toState(): RecentState | undefined {
    if (this.#count === 0 || this.#buckets.size > MOST_SECONDS) return undefined;
    if (this.#listed) return Object.fromEntries(this.#listed);
    return Object.fromEntries(
      [...this.#buckets].map(([second, bucket]) => [second, write(bucket)]),
    );
  }

  #add(second: string, digest: Buffer): void {
    this.#count += 1;
    if (this.#count > MOST_LISTED) this.#listed = undefined;
    this.#listed?.set(second, (this.#listed.get(second) ?? '') + toText(digest));
    const bucket = this.#buckets.get(second) ?? {count: 0, sum: 0};
    this.#buckets.set(second, bucket);
    addTo(bucket, digest);
  }
}

/**
 * Tells records that an earlier run has sent. Where only a second's number and sum are known, its records are kept back until all of them have
 * come: any difference, such as a record that became visible late, sends the whole second again.
 */
export class SentBefore {
  readonly #cursorOf: CursorOf;
  readonly #known: ReadonlyMap<string, string | ReadonlySet<string>>;
  readonly #held = new Map<string, {bucket: Bucket; records: RecordText[]}>();
  #heldCount = 0;

  constructor(cursorOf: CursorOf, known: RecentState) {
    this.#cursorOf = cursorOf;
    this.#known = new Map(
      Object.entries(known).map(([second, text]) => [second, isSum(text) ? text : toSet(text)]),
    );
  }

  /** Those of the records that certainly were not sent. */
  pass(records: Records): readonly RecordText[] {
    const passed = [...records].filter((record, index) => !this.#keep(records, index, record));
    return this.#heldCount > MOST_HELD ? [...this.release(), ...passed] : passed;
  }

  /** Those kept back that were not sent after all. */
  release(): RecordText[] {
    const seconds = [...this.#held];
    this.#held.clear();
    this.#heldCount = 0;
    return seconds.flatMap(([second, {bucket, records}]) =>
      this.#known.get(second) === write(bucket) ? [] : records,
    );
  }

  #keep(records: Records, index: number, record: RecordText): boolean {
    const second = secondOf(this.#cursorOf(records, index));
    const known = this.#known.get(second);
    if (known === undefined) return false;
    const digest = digestOf(records, index);
    if (typeof known !== 'string') return known.has(toText(digest));
    const held = this.#held.get(second) ?? {bucket: {count: 0, sum: 0}, records: []};
    this.#held.set(second, held);
    held.records.push(record);
    addTo(held.bucket, digest);
    this.#heldCount += 1;
    return true;
  }
}

// Of the whole record: cursors are in seconds, and what changes twice in one has the same key and cursor both times.
function digestOf(records: Records, index: number): Buffer {
  const record = records instanceof RecordBlock ? records.bytesOf(index) : (records[index] ?? '');
  const data = typeof record === 'string' || Buffer.isBuffer(record) ? record : record.data;
  return hash('sha1', data, 'buffer').subarray(0, HASH_BYTES);
}

function toText(digest: Buffer): string {
  return digest.toString('base64url');
}

function toSet(hashes: string): ReadonlySet<string> {
  const length = Math.ceil(hashes.length / HASH_CHARACTERS);
  return new Set(
    Array.from({length}, (_, index) =>
      hashes.slice(index * HASH_CHARACTERS).slice(0, HASH_CHARACTERS),
    ),
  );
}

function addTo(bucket: Bucket, digest: Buffer): void {
  bucket.count += 1;
  bucket.sum = (bucket.sum + digest.readUIntBE(0, HASH_BYTES)) % LARGEST_SUM;
}

function secondOf(cursor: string): string {
  return cursor.slice(0, 19);
}

function isSum(text: string): boolean {
  return text.includes('.');
}

function write({count, sum}: Bucket): string {
  return `${count}.${sum.toString(36)}`;
}
