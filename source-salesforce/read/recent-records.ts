import {hash} from 'node:crypto';
import {RecordBlock, type RecordText} from '../../spec/index.js';
import type {CursorOf, Records} from './cursor-reader.js';

/** By second: how many records, and a sum of their hashes; small however many records were changed at once. */
export type RecentState = Readonly<Record<string, string>>;

interface Bucket {
  count: number;
  sum: number;
}

type Buckets = Map<string, Bucket>;

const MOST_SECONDS = 3600;
const MOST_HELD = 20_000;
const LARGEST_SUM = 2 ** 52;

/** Remembers which records of the lookback window were sent, for the next run. */
export class RecentRecords {
  readonly #cursorOf: CursorOf;
  readonly #from: string;
  readonly #buckets: Buckets = new Map();

  /** `from` is the beginning of the next run's lookback window. */
  constructor(cursorOf: CursorOf, from: string) {
    this.#cursorOf = cursorOf;
    this.#from = from;
  }

  add(records: Records): void {
    for (let index = 0; index < records.length; index++) {
      const cursor = this.#cursorOf(records, index);
      if (cursor >= this.#from) addTo(this.#buckets, secondOf(cursor), hashOf(records, index));
    }
  }

  /** Undefined when there is nothing to remember, or too much: then the next run sends them again. */
  toState(): RecentState | undefined {
    if (this.#buckets.size === 0 || this.#buckets.size > MOST_SECONDS) return undefined;
    return Object.fromEntries(
      [...this.#buckets].map(([second, bucket]) => [second, write(bucket)]),
    );
  }
}

/**
 * Keeps back records that an earlier run may have sent until all of their second are known: the same number of records with the same hashes
 * are the same records, and were sent. Any difference, such as a record that became visible late, sends the whole second again.
 */
export class SentBefore {
  readonly #cursorOf: CursorOf;
  readonly #known: RecentState;
  readonly #last: string;
  readonly #held = new Map<string, {bucket: Bucket; records: RecordText[]}>();
  #heldCount = 0;

  constructor(cursorOf: CursorOf, known: RecentState) {
    this.#cursorOf = cursorOf;
    this.#known = known;
    this.#last = Object.keys(known).sort().at(-1) ?? '';
  }

  /** Those of the records that certainly were not sent. */
  pass(records: Records): readonly RecordText[] {
    const passed = [...records].filter((record, index) => !this.#hold(records, index, record));
    return this.#heldCount > MOST_HELD ? [...this.release(), ...passed] : passed;
  }

  /** Those kept back that were not sent after all. */
  release(): RecordText[] {
    const seconds = [...this.#held];
    this.#held.clear();
    this.#heldCount = 0;
    return seconds.flatMap(([second, {bucket, records}]) =>
      this.#known[second] === write(bucket) ? [] : records,
    );
  }

  #hold(records: Records, index: number, record: RecordText): boolean {
    const cursor = this.#cursorOf(records, index);
    const second = secondOf(cursor);
    if (second > this.#last || this.#known[second] === undefined) return false;
    const held = this.#held.get(second) ?? {bucket: {count: 0, sum: 0}, records: []};
    this.#held.set(second, held);
    held.records.push(record);
    addHash(held.bucket, hashOf(records, index));
    this.#heldCount += 1;
    return true;
  }
}

function addTo(buckets: Buckets, second: string, recordHash: number): void {
  const bucket = buckets.get(second) ?? {count: 0, sum: 0};
  buckets.set(second, bucket);
  addHash(bucket, recordHash);
}

function addHash(bucket: Bucket, recordHash: number): void {
  bucket.count += 1;
  bucket.sum = (bucket.sum + recordHash) % LARGEST_SUM;
}

// Of the whole record: cursors are in seconds, and what changes twice in one has the same key and cursor both times.
function hashOf(records: Records, index: number): number {
  const record = records instanceof RecordBlock ? records.bytesOf(index) : (records[index] ?? '');
  const data = typeof record === 'string' || Buffer.isBuffer(record) ? record : record.data;
  return hash('sha1', data, 'buffer').readUIntBE(0, 6);
}

function secondOf(cursor: string): string {
  return cursor.slice(0, 19);
}

function write({count, sum}: Bucket): string {
  return `${count}.${sum.toString(36)}`;
}
