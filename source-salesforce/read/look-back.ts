import type {RecentState} from './recent-records.js';
import type {StreamState} from './stream-state.js';

// So many are read again by one call.
const FEW = 2000;
const DIGEST_LENGTH = 8;
// Salesforce's clock is known from whole seconds: a run right after another can seem to be earlier.
const CLOCK_ERROR_MS = 60_000;

type Left = Pick<StreamState, 'recent' | 'lookFrom' | 'lookedAt'>;

/**
 * How far before the last run this one begins. After a mass change the lookback window holds so many records that reading it
 * takes a bulk query. Then runs that follow soon begin where the last one did, and the window is looked at again when all of
 * it must have become visible: once, and in no more time than it is long.
 */
export class LookBack {
  readonly isDeferred: boolean;
  readonly #lookbackMs: number;
  readonly #before: Partial<StreamState>;

  constructor(before: Partial<StreamState>, {lookbackMs, now}: {lookbackMs: number; now: number}) {
    this.#lookbackMs = lookbackMs;
    this.#before = before;
    const {through, lookedAt, recent, afterKey} = before;
    const age = now - Date.parse(lookedAt ?? '');
    const isSoon = age > -CLOCK_ERROR_MS && age < lookbackMs;
    const isWhole = through !== undefined && !afterKey;
    this.isDeferred = isSoon && isWhole && isLong(recent);
  }

  /** Where to begin when all before `time` had been read at that time. */
  beginningAfter(time: string): string {
    if (this.isDeferred) return windowBefore(time, 0);
    const window = windowBefore(time, this.#lookbackMs);
    const {lookFrom = window} = this.#before;
    return lookFrom < window ? lookFrom : window;
  }

  /** From when on the next run has to know what was sent, if this one begins at `time`. */
  knownFrom(time: string): string {
    return this.#lookFrom ?? windowBefore(time, this.#lookbackMs);
  }

  /** What a state keeps for the run that looks back. */
  left(recent: RecentState | undefined, begunAt: string | undefined): Left {
    if (this.isDeferred) return this.#kept(recent);
    if (!recent) return {};
    return {recent, ...(begunAt !== undefined && {lookedAt: begunAt})};
  }

  /** The same in the middle of a run. */
  get kept(): Left {
    return this.isDeferred ? this.#kept(undefined) : {};
  }

  #kept(added: RecentState | undefined): Left {
    const {recent = {}, lookedAt} = this.#before;
    const lookFrom = this.#lookFrom;
    const listed = `${recent[''] ?? ''}${added?.[''] ?? ''}`;
    return {
      recent: {...added, '': listed},
      ...(lookFrom !== undefined && {lookFrom}),
      ...(lookedAt !== undefined && {lookedAt}),
    };
  }

  get #lookFrom(): string | undefined {
    const {through, lookFrom} = this.#before;
    if (!this.isDeferred || through === undefined) return undefined;
    return lookFrom ?? windowBefore(through, this.#lookbackMs);
  }
}

// Where only sums are known, all records of a second have to be seen together.
function isLong(recent: RecentState = {}): boolean {
  const {'': listed = '', ...sums} = recent;
  return listed.length > FEW * DIGEST_LENGTH && Object.keys(sums).length === 0;
}

/** Salesforce stamps whole seconds: a beginning within one would leave out what was stamped in it later. */
function windowBefore(time: string, lookbackMs: number): string {
  return new Date(Math.floor((Date.parse(time) - lookbackMs) / 1000) * 1000).toISOString();
}
