import type {FlushReason, InputRecord, RecordResult, RecordWriter} from '@cohort-salesforce/spec';
import type {WriteBatch} from './write-batch.js';

export interface BatchWriterOptions {
  startBatch(): WriteBatch;
  /** Matches and writes the rows of a batch, and gives each its result. */
  finishBatch(writeBatch: WriteBatch): Promise<void>;
  /** Called when everything is written. */
  finish(): Promise<void>;
  /** Called before a state goes back. */
  beforeState?(): Promise<void>;
  /** Called after the last state of a run that has succeeded. */
  complete?(): Promise<void>;
  takeStats?(): Readonly<Record<string, number>>;
}

// One batch costs some ten to forty API calls and may read the whole object, whatever its size; this
// many rows need some 100 MB.
const MAX_BATCH_RECORDS = 500_000;
const MAX_BATCH_BYTES = 1024 * 1024 * 1024;
// A source that says nothing for so long may be waiting for its states.
const STALL_MS = 2000;
// A source that trickles gets an answer after so long: soon while the batch is small.
const SMALL_ROUND = 2000;
const SMALL_ROUND_MS = 30_000;
const LARGE_ROUND_MS = 15 * 60_000;

/**
 * Gathers batches into batches as large as the input allows, because each batch costs API
 * calls; writes one batch at a time, so that a user's later record is written later.
 */
export class BatchWriter implements RecordWriter {
  // Small batches are garbage soon: each is emptied at once, and the collected batch counts.
  readonly batch = {records: 200, bytes: 1024 * 1024};
  readonly linger = 1000;
  readonly #options: BatchWriterOptions;
  #writeBatch: WriteBatch | undefined;
  #underWay: Promise<void> = Promise.resolve();
  #batchesInFlight = 0;
  #lastArrival = 0;
  #batchStart = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
  }

  /** While a batch is written, the next may begin to fill, and no more. */
  get inFlight(): number {
    const isAhead =
      this.#batchesInFlight > 0 && (this.#writeBatch?.size ?? 0) >= MAX_BATCH_RECORDS / 4;
    return isAhead ? 1 : Number.POSITIVE_INFINITY;
  }

  write(records: InputRecord[]): Promise<readonly RecordResult[]> {
    this.#lastArrival = Date.now();
    if (!this.#writeBatch) {
      this.#writeBatch = this.#options.startBatch();
      this.#batchStart = this.#lastArrival;
    }
    const results = this.#writeBatch.add(records);
    const {size, bytes} = this.#writeBatch;
    if (size >= MAX_BATCH_RECORDS || bytes >= MAX_BATCH_BYTES) this.#send();
    return results;
  }

  async flush(reason: FlushReason): Promise<void> {
    if (reason === 'pause') {
      this.#watch();
      return;
    }
    this.#send();
    await this.#underWay;
    await this.#options.finish();
  }

  async beforeState(): Promise<void> {
    await this.#options.beforeState?.();
  }

  async complete(): Promise<void> {
    await this.#options.complete?.();
  }

  takeStats(): Readonly<Record<string, number>> {
    return this.#options.takeStats?.() ?? {};
  }

  #watch(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#isDue()) this.#send();
      else if (this.#writeBatch) this.#watch();
    }, STALL_MS).unref();
  }

  #isDue(): boolean {
    const now = Date.now();
    const isSmall = (this.#writeBatch?.size ?? 0) <= SMALL_ROUND;
    const limit = isSmall ? SMALL_ROUND_MS : LARGE_ROUND_MS;
    return now - this.#lastArrival >= STALL_MS || now - this.#batchStart >= limit;
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const writeBatch = this.#writeBatch;
    this.#writeBatch = undefined;
    if (!writeBatch) return;
    this.#batchesInFlight += 1;
    const before = this.#underWay;
    this.#underWay = before
      .then(() => this.#options.finishBatch(writeBatch))
      .then(() => writeBatch.finish())
      .catch(error => this.#failBatch(writeBatch, error))
      .finally(() => {
        this.#batchesInFlight -= 1;
      });
    // Callers that wait for the batches see the error.
    this.#underWay.catch(() => {});
  }

  // A batch after a failed one fails as well: it may hold later records of the same users.
  #failBatch(writeBatch: WriteBatch, error: unknown): never {
    writeBatch.fail(error);
    throw error;
  }
}
