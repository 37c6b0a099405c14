import {
  type InputRecord,
  parseJson,
  type RecordResult,
  type Rejection,
  stringifyJson,
} from '@cohort-salesforce/spec';
import type {PreparedRow, Row, RowIdentity, RowLink} from '../match/index.js';
import {NumberList} from './number-list.js';
import {RowIndex} from './row-index.js';
import {RowSpool} from './row-spool.js';
import {Spool} from './spool.js';

interface Batch {
  start: number;
  count: number;
  resolve(results: readonly RecordResult[]): void;
  reject(error: unknown): void;
}

export interface BatchOptions {
  /** A record as it came -> a row, or why it can mean no record. */
  prepare(data: Record<string, unknown>): PreparedRow | Rejection;
  /** Told which fields' values were cut. */
  onTruncated(fields: readonly string[]): void;
}

/** From the lightest to the weightest. */
const STATUSES = ['unchanged', 'duplicate', 'updated', 'created', 'rejected'] as const;
const RESULTS = {
  unchanged: {status: 'unchanged'},
  duplicate: {status: 'duplicate'},
  updated: {status: 'updated'},
  created: {status: 'created'},
} as const;
const OPEN = -1;
const DUPLICATE = STATUSES.indexOf('duplicate');

/**
 * Records that are matched and written together. The records themselves wait on the disk; in
 * memory are their keys and results. Of two records of one user, the later one is written.
 */
export class WriteBatch {
  /** The messages as they came, for records that are rejected. */
  readonly #records = new Spool();
  readonly #rows = new RowSpool();
  readonly #lines = NumberList.ofDoubles();
  /** By place in `STATUSES`; why a record is rejected is kept beside. */
  readonly #statuses = NumberList.ofBytes();
  readonly #rejections = new Map<number, Rejection>();
  readonly #byUserId = new RowIndex();
  readonly #byKey = new RowIndex();
  /** Rows by the record that is known to represent their user. */
  readonly #byRecord = new RowIndex();
  readonly #batches: Batch[] = [];
  readonly #options: BatchOptions;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#lines.length;
  }

  get bytes(): number {
    return this.#records.bytes + this.#rows.bytes;
  }

  /** Takes a batch over, emptying it; resolves with its results when the batch is written. */
  add(records: InputRecord[]): Promise<readonly RecordResult[]> {
    const start = this.size;
    const taken = records.splice(0);
    for (const record of taken) this.#take(record);
    return new Promise((resolve, reject) => {
      this.#batches.push({start, count: taken.length, resolve, reject});
    });
  }

  /** The rows that have no result yet, by number. */
  openRows(): Int32Array {
    const rows = new Int32Array(this.size);
    let count = 0;
    for (let row = 0; row < this.size; row += 1) {
      if (this.#statuses.at(row) === OPEN) rows[count++] = row;
    }
    return rows.subarray(0, count);
  }

  row(index: number): Row {
    return this.#rows.read(index);
  }

  /** Whose row it is: cheaper than the whole row. */
  identity(index: number): RowIdentity {
    return this.#rows.readIdentity(index);
  }

  /** What link mode keeps of a row, if it is on. */
  link(index: number): RowLink | undefined {
    return this.#rows.readLink(index);
  }

  /** The row of this user; one of another is possible, if hardly ever. */
  rowOfUser(userId: string): number | undefined {
    return this.#standing(this.#byUserId.rows(userId))[0];
  }

  /** The rows with this key; others among them are possible, if hardly ever. */
  rowsWithKey(key: string): readonly number[] {
    return this.#standing(this.#byKey.rows(key));
  }

  /** Notes the record that represents a row's user. */
  noteRecord(row: number, recordId: string): void {
    if (!this.rowsOfRecord(recordId).includes(row)) this.#byRecord.add(recordId.slice(0, 15), row);
  }

  /** The rows whose user this record represents; others among them are possible, if hardly ever. */
  rowsOfRecord(recordId: string): readonly number[] {
    return this.#standing(this.#byRecord.rows(recordId.slice(0, 15)));
  }

  /** Gives a row its result; of several (one for each duplicate that is changed), the weightiest counts. */
  onResult(row: number, result: RecordResult): void {
    const status = STATUSES.indexOf(result.status);
    if (status <= this.#statuses.at(row)) return;
    this.#statuses.set(row, status);
    if (result.status === 'rejected') this.#rejections.set(row, result);
  }

  finish(): void {
    for (const {start, count, resolve, reject} of this.#batches) {
      try {
        resolve(Array.from({length: count}, (_, offset) => this.#final(start + offset)));
      } catch (error) {
        reject(error);
      }
    }
    this.#close();
  }

  fail(error: unknown): void {
    for (const {reject} of this.#batches) reject(error);
    this.#close();
  }

  #take(record: InputRecord): void {
    const index = this.#lines.push(record.line);
    this.#statuses.push(OPEN);
    if (record.bytes) this.#records.appendBytes(record.bytes);
    else this.#records.append(stringifyJson({record: {data: record.data}}));
    const row = this.#options.prepare(record.data);
    if ('status' in row) {
      this.onResult(index, row);
      this.#rows.skip();
      return;
    }
    this.#rows.append(row);
    if (row.truncated.length > 0) this.#options.onTruncated(row.truncated);
    this.#supersede(index, row);
  }

  // Without a user id it is the key that tells users apart.
  #supersede(index: number, {key, userId, keyRejection}: Row): void {
    const similar = userId === null ? this.rowsWithKey(key) : this.#byUserId.rows(userId);
    for (const other of this.#standing(similar)) {
      const row = this.identity(other);
      const isSame = row.userId === userId && (userId !== null || row.key === key);
      if (isSame) this.#statuses.set(other, DUPLICATE);
    }
    if (userId !== null) this.#byUserId.add(userId, index);
    if (!keyRejection) this.#byKey.add(key, index);
  }

  #standing(rows: readonly number[]): number[] {
    return rows.filter(row => this.#statuses.at(row) !== DUPLICATE);
  }

  #final(row: number): RecordResult {
    const rejection = this.#rejections.get(row);
    if (rejection) return this.#withRecord(rejection, row);
    const status = STATUSES[this.#statuses.at(row)];
    if (!status || status === 'rejected') throw new Error(`Row ${row} has no result.`);
    return RESULTS[status];
  }

  #withRecord(rejection: Rejection, row: number): Rejection {
    // A byte order mark may stand before the first message.
    const text = this.#records.read(row).replace(/^\ufeff/, '');
    const {data} = (parseJson(text) as {record: Pick<InputRecord, 'data'>}).record;
    return {...rejection, record: {data, line: this.#lines.at(row)}};
  }

  #close(): void {
    this.#records.close();
    this.#rows.close();
  }
}
