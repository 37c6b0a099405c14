import {
  DigestCollector,
  DigestList,
  RecordBlock,
  type RecordText,
  toDigest,
} from '@cohort-salesforce/spec';
import type {CursorOf, Records} from './cursor-reader.js';

/**
 * Which records were sent: the digests of all of them under an empty key. Of more than a million, only how many there were in each second and
 * a sum of their digests (`count.sum`). Earlier versions listed digests by second.
 */
export type RecentState = Readonly<Record<string, string>>;

interface Bucket {
  count: number;
  sum: number;
}

const LISTED = '';
const MAX_SECONDS = 3600;
// A state of eight million characters.
const MAX_LISTED = 1_000_000;
const MAX_HELD = 20_000;
const MAX_SUM = 2 ** 52;

/** Remembers which records of the lookback window were sent, for the next run. */
export class RecentRecords {
  readonly #cursorOf: CursorOf;
  readonly #from: string;
  readonly #maxListed: number;
  readonly #buckets = new Map<string, Bucket>();
  readonly #listed = new DigestCollector();
  #count = 0;

  /** `from` is the beginning of the next run's lookback window. */
  constructor(cursorOf: CursorOf, from: string, maxListed = MAX_LISTED) {
    this.#cursorOf = cursorOf;
    this.#from = from;
    this.#maxListed = maxListed;
  }

  add(records: Records): void {
    for (let index = 0; index < records.length; index++) {
      const cursor = this.#cursorOf(records, index);
      if (cursor >= this.#from) this.#add(secondOf(cursor), digestOf(records, index));
    }
  }

  /** Undefined when there is nothing to remember, or too much: then the next run sends them again. */
  toState(): RecentState | undefined {
    if (this.#count === 0) return undefined;
    if (this.#count <= this.#maxListed) return {[LISTED]: this.#listed.toText()};
    if (this.#buckets.size > MAX_SECONDS) return undefined;
    return Object.fromEntries(
      [...this.#buckets].map(([second, bucket]) => [second, write(bucket)]),
    );
  }

  #add(second: string, digest: number): void {
    this.#count += 1;
    if (this.#count <= this.#maxListed) this.#listed.add(digest);
    // Only a few seconds can be identified by their sums.
    if (this.#buckets.size > MAX_SECONDS) return;
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
  readonly #listed: DigestList;
  readonly #sums: ReadonlyMap<string, string>;
  readonly #held = new Map<string, {bucket: Bucket; records: RecordText[]}>();
  #heldCount = 0;

  constructor(cursorOf: CursorOf, known: RecentState) {
    this.#cursorOf = cursorOf;
    const seconds = Object.entries(known);
    const lists = seconds.filter(([, text]) => !isSum(text)).map(([, text]) => text);
    this.#listed = new DigestList(lists.join(''));
    this.#sums = new Map(seconds.filter(([, text]) => isSum(text)));
  }

  /** Those of the records that certainly were not sent. */
  pass(records: Records): readonly RecordText[] {
    const passed = [...records].filter((record, index) => !this.#keep(records, index, record));
    return this.#heldCount > MAX_HELD ? [...this.release(), ...passed] : passed;
  }

  /** Those kept back that were not sent after all. */
  release(): RecordText[] {
    const seconds = [...this.#held];
    this.#held.clear();
    this.#heldCount = 0;
    return seconds.flatMap(([second, {bucket, records}]) =>
      this.#sums.get(second) === write(bucket) ? [] : records,
    );
  }

  #keep(records: Records, index: number, record: RecordText): boolean {
    const digest = digestOf(records, index);
    if (this.#listed.has(digest)) return true;
    const second = secondOf(this.#cursorOf(records, index));
    if (!this.#sums.has(second)) return false;
    const held = this.#held.get(second) ?? {bucket: {count: 0, sum: 0}, records: []};
    this.#held.set(second, held);
    held.records.push(record);
    addTo(held.bucket, digest);
    this.#heldCount += 1;
    return true;
  }
}

// Of the whole record: cursors are in seconds, and what changes twice in one has the same key and cursor both times.
function digestOf(records: Records, index: number): number {
  const record = records instanceof RecordBlock ? records.bytesOf(index) : (records[index] ?? '');
  const data = typeof record === 'string' || Buffer.isBuffer(record) ? record : record.data;
  return toDigest(data);
}

function addTo(bucket: Bucket, digest: number): void {
  bucket.count += 1;
  bucket.sum = (bucket.sum + digest) % MAX_SUM;
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
