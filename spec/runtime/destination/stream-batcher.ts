import {ConnectorError} from '../../connector-error.js';
import type {ConfiguredAirbyteStream} from '../../protocol/index.js';
import {observeBatch} from '../command-line/observe-batches.js';
import type {
  BatchingWriter,
  FlushReason,
  InputRecord,
  RecordResult,
  RecordWriter,
  Rejection,
} from './destination.js';
import type {EarlierReject} from './earlier-rejects.js';
import {type OpenBatch, openBatch, type ReadRecord} from './open-batch.js';
import type {StreamRejects} from './rejected-records.js';

/** What became of the records between two states. */
export interface Tally {
  created: number;
  updated: number;
  unchanged: number;
  /** Of the unchanged: another record with the same key is newer and stands. */
  duplicates: number;
  rejected: number;
}

export const emptyTally = (): Tally => ({
  created: 0,
  updated: 0,
  unchanged: 0,
  duplicates: 0,
  rejected: 0,
});

export interface StreamBatcherOptions {
  stream: ConfiguredAirbyteStream;
  writer: RecordWriter | BatchingWriter;
  readRecord: ReadRecord;
  rejects: StreamRejects;
  /** Called once, when the run cannot go on. */
  fail(error: unknown): void;
}

/** Cuts one stream's records into batches, keeps a few under way, and knows when all are written. */
export class StreamBatcher {
  readonly stream: ConfiguredAirbyteStream;
  readonly #writer: RecordWriter | BatchingWriter;
  readonly #readRecord: ReadRecord;
  readonly #rejects: StreamRejects;
  readonly #fail: StreamBatcherOptions['fail'];
  readonly #underWay = new Set<Promise<void>>();
  #batch: OpenBatch | undefined;
  #bytes = 0;
  // By their places in the batch.
  #rejectedBefore = new Map<number, EarlierReject[]>();
  #segment: {tally: Tally; batches: Promise<void>[]} = {tally: emptyTally(), batches: []};

  constructor({stream, writer, readRecord, rejects, fail}: StreamBatcherOptions) {
    this.stream = stream;
    this.#writer = writer;
    this.#readRecord = readRecord;
    this.#rejects = rejects;
    this.#fail = fail;
  }

  get linger(): number {
    return this.#writer.linger ?? 1000;
  }

  /** Takes the record of a line; a promise means: wait, enough is under way. */
  add(record: InputRecord, line: Buffer): Promise<void> | undefined {
    this.#batch ??= openBatch(this.#writer, this.#readRecord);
    const earlier = this.#rejects.earlier?.find(record.data);
    if (earlier) this.#rejectedBefore.set(this.#batch.size, earlier);
    this.#batch.add(record, line);
    this.#bytes += line.length;
    const {batch} = this.#writer;
    if (this.#batch.size < batch.records && this.#bytes < batch.bytes) return undefined;
    this.#cut();
    const isReady = this.#writer.ready?.();
    if (isReady) return isReady;
    return this.#underWay.size < this.#writer.inFlight ? undefined : this.#slot();
  }

  /** Takes a record that is refused before the writer could see it. */
  reject(record: InputRecord, rejection: Rejection): void {
    count(this.#segment.tally, rejection);
    this.#watch(this.#rejects.refuse([{record, rejection}]));
  }

  /** Ends a segment at a state: resolves with its tally when all its records are written. */
  endSegment(): Promise<Tally> {
    this.#cut();
    const {tally, batches} = this.#segment;
    this.#segment = {tally: emptyTally(), batches: []};
    return Promise.all(batches).then(() => tally);
  }

  async beforeState(): Promise<void> {
    await this.#writer.beforeState?.();
  }

  async complete(): Promise<void> {
    await this.#writer.complete?.();
  }

  takeStats(): Readonly<Record<string, number>> {
    return this.#writer.takeStats?.() ?? {};
  }

  /** Sends what waits, without waiting for more. */
  async flush(reason: FlushReason, isComplete = false): Promise<void> {
    this.#cut();
    await this.#writer.flush?.(reason, isComplete);
  }

  #cut(): void {
    const batch = this.#batch;
    if (!batch) return;
    this.#batch = undefined;
    this.#bytes = 0;
    const {tally} = this.#segment;
    const written = this.#write(batch, tally, this.#rejectedBefore);
    this.#rejectedBefore = new Map();
    this.#watch(written);
  }

  #watch(batch: Promise<void>): void {
    // Callers that wait for the segment see the error too; here it stops the run at once.
    const underWay = batch
      .catch(error => this.#fail(error))
      .finally(() => this.#underWay.delete(underWay));
    this.#underWay.add(underWay);
    batch.catch(() => {});
    this.#segment.batches.push(batch);
  }

  async #slot(): Promise<void> {
    while (this.#underWay.size >= this.#writer.inFlight) await Promise.race(this.#underWay);
  }

  async #write(
    batch: OpenBatch,
    tally: Tally,
    rejectedBefore: ReadonlyMap<number, EarlierReject[]>,
  ): Promise<void> {
    const wanted = batch.size;
    const observed = observeBatch(this.stream.stream.name, wanted);
    const results = await batch.write();
    observed();
    if (results.length !== wanted) throw missingResults(wanted, results.length);
    const refused: {record: InputRecord; rejection: Rejection}[] = [];
    for (const [index, result] of results.entries()) {
      count(tally, result);
      if (result.status !== 'rejected') continue;
      const record = result.record ?? batch.recordAt(index);
      if (!record) throw missingRecord(result);
      refused.push({record, rejection: result});
    }
    if (refused.length > 0) await this.#rejects.refuse(refused);
    for (const [index, earlier] of rejectedBefore) {
      const {status} = results[index] ?? {status: 'rejected'};
      if (status !== 'rejected') this.#rejects.earlier?.resolve(earlier, status);
    }
    batch.release?.();
  }
}

function count(tally: Tally, {status}: RecordResult): void {
  if (status !== 'duplicate') {
    tally[status] += 1;
    return;
  }
  tally.unchanged += 1;
  tally.duplicates += 1;
}

function missingResults(wanted: number, found: number): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Writing a batch: found ${found} results, expected one for each of ${wanted} records.`,
  });
}

function missingRecord({code}: Rejection): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Writing a batch: found a rejection (${code}) without its record.`,
  });
}
