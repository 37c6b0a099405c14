import type {FlushReason, InputRecord, RecordWriter, Verdict} from '../../spec/index.js';
import type {Round} from './round.js';

export interface RoundWriterOptions {
  startRound(): Round;
  /** Matches and writes a round's rows, and gives each its verdict. */
  settleRound(round: Round): Promise<void>;
  /** Called when everything is written. */
  finish(): Promise<void>;
  /** Called before a state goes back. */
  beforeState?(): Promise<void>;
  takeStats?(): Readonly<Record<string, number>>;
}

// One round costs some ten to forty API calls and may read the whole object, whatever its size; this
// many rows need some 100 MB.
const LARGEST_ROUND = 500_000;
const LARGEST_ROUND_BYTES = 1024 * 1024 * 1024;
// A source that says nothing for so long may be waiting for its states.
const STALL_MS = 2000;
// A source that trickles gets an answer after so long: soon while the round is small.
const SMALL_ROUND = 2000;
const SMALL_ROUND_MS = 30_000;
const LARGE_ROUND_MS = 15 * 60_000;

/**
 * Gathers batches into rounds as large as the input allows, for each round has its price in API
 * calls; writes one round at a time, so that a user's later record is written later.
 */
export class RoundWriter implements RecordWriter {
  // Small batches are garbage soon: each is emptied at once, and the round is what counts.
  readonly batch = {records: 200, bytes: 1024 * 1024};
  readonly linger = 1000;
  readonly #options: RoundWriterOptions;
  #round: Round | undefined;
  #underWay: Promise<void> = Promise.resolve();
  #roundsUnderWay = 0;
  #lastArrival = 0;
  #roundStart = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RoundWriterOptions) {
    this.#options = options;
  }

  /** While a round is written the next may begin to fill, and no more. */
  get inFlight(): number {
    const isAhead = this.#roundsUnderWay > 0 && (this.#round?.size ?? 0) >= LARGEST_ROUND / 4;
    return isAhead ? 1 : Number.POSITIVE_INFINITY;
  }

  write(records: InputRecord[]): Promise<readonly Verdict[]> {
    this.#lastArrival = Date.now();
    if (!this.#round) {
      this.#round = this.#options.startRound();
      this.#roundStart = this.#lastArrival;
    }
    const verdicts = this.#round.add(records);
    const {size, bytes} = this.#round;
    if (size >= LARGEST_ROUND || bytes >= LARGEST_ROUND_BYTES) this.#send();
    return verdicts;
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

  takeStats(): Readonly<Record<string, number>> {
    return this.#options.takeStats?.() ?? {};
  }

  #watch(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#isDue()) this.#send();
      else if (this.#round) this.#watch();
    }, STALL_MS).unref();
  }

  #isDue(): boolean {
    const now = Date.now();
    const isSmall = (this.#round?.size ?? 0) <= SMALL_ROUND;
    const limit = isSmall ? SMALL_ROUND_MS : LARGE_ROUND_MS;
    return now - this.#lastArrival >= STALL_MS || now - this.#roundStart >= limit;
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const round = this.#round;
    this.#round = undefined;
    if (!round) return;
    this.#roundsUnderWay += 1;
    const before = this.#underWay;
    this.#underWay = before
      .then(() => this.#options.settleRound(round))
      .then(() => round.finish())
      .catch(error => this.#failRound(round, error))
      .finally(() => {
        this.#roundsUnderWay -= 1;
      });
    // Whoever waits for the batches sees the error.
    this.#underWay.catch(() => {});
  }

  // A round after a failed one fails as well: it may hold later records of the same users.
  #failRound(round: Round, error: unknown): never {
    round.fail(error);
    throw error;
  }
}
