import type {ServerClock} from '../../spec/http/index.js';
import {configError} from '../../spec/index.js';

/**
 * Where a stream ordered by (moment, id) has been read to. It is read again from the last moment
 * on, not after it, so that nothing that shares this moment is missed; what was given out already
 * is recognised by its id.
 */
export class IncrementalCursor {
  /** Whether the state was not used because its moment has not come yet: what it would leave out is not known. */
  readonly isStateFromFuture: boolean;
  #moment: number | undefined;
  #ids: Set<string>;
  // Too many share the moment to be listed: then all ids up to this one have been given out.
  #afterId: string | undefined;
  readonly #lookbackMs: number;
  readonly #clock: CursorClock;
  #fromFuture = 0;

  /** @param state what `toState` gave in an earlier run; undefined or empty in a first one */
  constructor(
    state: Record<string, unknown> | undefined,
    {lookbackMs = 0, clock = OUR_CLOCK}: {lookbackMs?: number; clock?: CursorClock} = {},
  ) {
    const stored = parseState(state);
    this.#clock = clock;
    this.isStateFromFuture =
      stored !== undefined && stored.moment > clock.latest() + STATE_TOLERANCE_MS;
    const parsed = this.isStateFromFuture ? undefined : stored;
    this.#moment = parsed?.moment;
    this.#ids = new Set(parsed?.ids);
    this.#afterId = parsed?.afterId;
    this.#lookbackMs = lookbackMs;
  }

  /** Where to start reading, ISO 8601; undefined for the beginning. */
  get since(): string | undefined {
    if (this.#moment === undefined) return undefined;
    return new Date(this.#moment - this.#lookbackMs).toISOString();
  }

  /** Whether an item has not been given out before; from then on it has. */
  take(momentText: string, id: string): boolean {
    const moment = Date.parse(momentText);
    // A cursor in the future would hide all that changes until then.
    if (moment > this.#clock.now() + CLOCK_TOLERANCE_MS) {
      this.#fromFuture += 1;
      return true;
    }
    if (this.#moment === undefined || moment > this.#moment) this.#advance(moment);
    // Of the lookback window: what changed before cannot be told from what came late.
    if (moment < (this.#moment ?? 0)) return true;
    if (this.#ids.has(id) || (this.#afterId !== undefined && id <= this.#afterId)) return false;
    this.#remember(id);
    return true;
  }

  /** How many items have a moment that has not come yet. They are given out again in each run until it has. */
  get fromFuture(): number {
    return this.#fromFuture;
  }

  toState(): Record<string, unknown> {
    if (this.#moment === undefined) return {version: VERSION};
    return {
      version: VERSION,
      cursor: new Date(this.#moment).toISOString(),
      ids: [...this.#ids],
      ...(this.#afterId !== undefined && {afterId: this.#afterId}),
    };
  }

  #advance(moment: number): void {
    this.#moment = moment;
    this.#ids = new Set();
    this.#afterId = undefined;
  }

  #remember(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= MOST_IDS) return;
    this.#afterId = [...this.#ids].sort().at(-1);
    this.#ids = new Set();
  }
}

/** Which moments have come. */
type CursorClock = Pick<ServerClock, 'now' | 'latest'>;

const OUR_CLOCK: CursorClock = {now: () => Date.now(), latest: () => Date.now()};
// A server's date has no fraction of a second and is some time on its way.
const CLOCK_TOLERANCE_MS = 5000;
const STATE_TOLERANCE_MS = 60_000;
const VERSION = 1;
// A state stays small; so many changes in one millisecond are a bulk import's.
const MOST_IDS = 1000;

interface ParsedState {
  moment: number;
  ids: string[];
  afterId: string | undefined;
}

function parseState(state: Record<string, unknown> | undefined): ParsedState | undefined {
  if (!state || Object.keys(state).length === 0) return undefined;
  const {version, cursor, ids = [], afterId} = state;
  if (version !== VERSION) throw badState(`version ${JSON.stringify(version)}`, `${VERSION}`);
  if (cursor === undefined || cursor === null) return undefined;
  const moment = typeof cursor === 'string' ? Date.parse(cursor) : Number.NaN;
  if (Number.isNaN(moment)) throw badState(`cursor ${JSON.stringify(cursor)}`, 'a date-time');
  const areIds = Array.isArray(ids) && ids.every(id => typeof id === 'string');
  if (!areIds) throw badState('other "ids"', 'an array of strings');
  return {moment, ids, afterId: typeof afterId === 'string' ? afterId : undefined};
}

function badState(found: string, wanted: string) {
  return configError(
    `The state of this stream cannot be used: found ${found.slice(0, 80)}, wanted ${wanted}. Reset the stream's state (it is then read from the beginning), or use the version of this connector that wrote it.`,
  );
}
