import {DigestList, toDigest} from '@cohort-salesforce/spec';
import type {ServerClock} from '@cohort-salesforce/spec/http';
import {type ParsedState, parseState, VERSION} from './cursor-state.js';
import {RecentItems} from './recent-items.js';

/** What is read, by field; another text means that the same field has other values now. */
export type SelectedFields = Readonly<Record<string, string>>;

export interface CursorOptions {
  lookbackMs?: number;
  /** With a field that an earlier run did not read, all items are read again. */
  fields?: SelectedFields | undefined;
  clock?: CursorClock;
}

/** Which moments have come. */
type CursorClock = Pick<ServerClock, 'now' | 'latest'>;

const OUR_CLOCK: CursorClock = {now: () => Date.now(), latest: () => Date.now()};
// A server's date has no fraction of a second and is some time on its way.
const CLOCK_TOLERANCE_MS = 5000;
const STATE_TOLERANCE_MS = 60_000;
const SECOND_MS = 1000;

/**
 * Where a stream ordered by (moment, id) has been read to. A run starts the lookback window before the beginning of the
 * last complete run (or before the last moment, if that is later), for changes that become visible late; what was sent of
 * the window is recognized by its digest. A run that continues an interrupted one starts at the last moment itself, where
 * what was sent is recognized by its id.
 *
 * After a mass change, looking back takes hundreds of pages. Then runs that follow soon start where the last one ended, and
 * the window is looked at again when all of it must have become visible: once, and in no more time than it is long.
 */
export class IncrementalCursor {
  /** Whether all items are read again because more is selected than before. */
  readonly isSelectionChanged: boolean;
  /** Whether the state was not used because its moment has not come yet: what it would leave out is not known. */
  readonly isStateFromFuture: boolean;
  readonly #clock: CursorClock;
  readonly #before: ParsedState | undefined;
  readonly #known: DigestList;
  /** Whether this run leaves looking back to a later one. */
  readonly #isDeferred: boolean;
  readonly #lookbackMs: number;
  readonly #fields: SelectedFields | undefined;
  readonly #recent = new RecentItems();
  /** Whether there were items too old to be remembered. */
  #hasOldItems = false;
  #fromFuture = 0;
  #begunAt: number | undefined;
  #moment: number | undefined;
  #ids: Set<string>;
  // Too many share the moment to be listed: then all ids up to this one have been sent.
  #afterId: string | undefined;

  /** @param state what `toState` or `finish` gave in an earlier run; undefined or empty in a first one */
  constructor(
    state: Record<string, unknown> | undefined,
    {lookbackMs = 0, fields, clock = OUR_CLOCK}: CursorOptions = {},
  ) {
    const found = parseState(state);
    this.#clock = clock;
    this.isStateFromFuture =
      found !== undefined && found.moment > clock.latest() + STATE_TOLERANCE_MS;
    this.isSelectionChanged = found !== undefined && isMore(fields, found.fields);
    this.#before = this.isSelectionChanged || this.isStateFromFuture ? undefined : found;
    this.#lookbackMs = lookbackMs;
    this.#fields = fields;
    this.#moment = this.#before?.moment;
    this.#ids = new Set(this.#before?.ids);
    this.#afterId = this.#before?.afterId;
    this.#known = new DigestList(this.#before?.recent ?? '');
    this.#isDeferred = this.#before !== undefined && this.#mayDefer(this.#before);
  }

  /** Where to start reading, ISO 8601; undefined for the beginning. */
  get since(): string | undefined {
    if (this.#before === undefined) return undefined;
    const {moment, lookFrom = Number.POSITIVE_INFINITY, isPartial} = this.#before;
    return toIso(
      isPartial || this.#isDeferred ? moment : Math.min(moment - this.#lookbackMs, lookFrom),
    );
  }

  /**
   * The server had answered nothing before this time (milliseconds since 1970, by its clock). What it stamped earlier by
   * the lookback window is visible to this run, so the next one need not read it again.
   */
  begin(at: number): void {
    this.#begunAt ??= at;
  }

  /** Whether an item has not been sent before; from then on it has. */
  take(text: string, id: string, record = ''): boolean {
    const moment = Date.parse(text);
    // A cursor in the future would hide all that changes until then.
    if (moment > this.#clock.now() + CLOCK_TOLERANCE_MS) {
      this.#fromFuture += 1;
      return true;
    }
    if (this.#moment === undefined || moment > this.#moment) this.#advance(moment);
    if (this.#isTooOld(moment)) {
      this.#hasOldItems = true;
    } else if (this.#lookbackMs > 0) {
      const digest = toDigest(`${text} ${id} ${record}`);
      const isKnown = this.#known.has(digest);
      // What is known stays so as long as nobody looks back.
      if (!isKnown || !this.#isDeferred) this.#recent.add(moment, digest);
      if (isKnown) return false;
    }
    if (moment < (this.#moment ?? 0)) return true;
    if (this.#ids.has(id) || (this.#afterId !== undefined && id <= this.#afterId)) return false;
    this.#remember(id);
    return true;
  }

  /** How many items have a moment that has not come yet. They are sent again in each run until it has. */
  get fromFuture(): number {
    return this.#fromFuture;
  }

  /** The state in the middle of a run: from it, the next run continues after what was sent. */
  toState(): Record<string, unknown> {
    if (this.#moment === undefined) return this.#stateWith({});
    // The lookback window has not been left yet.
    if (this.#before && this.#moment === this.#before.moment) return this.#before.state;
    const position = {...this.#position(), isPartial: true, ...this.#lookFrom()};
    return this.#stateWith({...position, ...(this.#isDeferred && this.#deferral())});
  }

  /** The state when everything has been read. */
  finish(): Record<string, unknown> {
    if (this.#moment === undefined) return this.#stateWith({});
    const begunAt = (this.#begunAt ?? 0) - CLOCK_TOLERANCE_MS;
    // With nothing to forget, the state stays as it is.
    const hasItems = this.#hasOldItems || !this.#recent.isEmpty;
    if (hasItems && begunAt > this.#moment) this.#advance(begunAt);
    const cursor = {cursor: toIso(this.#moment), ...this.#lookFrom()};
    if (this.#isDeferred) return this.#stateWith({...cursor, ...this.#deferral()});
    const recent = this.#recent.toText(this.#windowStart(this.#moment));
    if (this.#lookbackMs === 0 || recent === undefined) return this.#stateWith(this.#position());
    return this.#stateWith({...cursor, recent, ...this.#lookedAt()});
  }

  // A first run forgets it at its end: nearly all of its items, whose digests are a tenth of its time.
  #isTooOld(moment: number): boolean {
    if (this.#before !== undefined || this.#begunAt === undefined) return false;
    return moment < this.#begunAt - CLOCK_TOLERANCE_MS - this.#lookbackMs - SECOND_MS;
  }

  /** Only when the whole window was looked at not long ago, and much was in it. */
  #mayDefer({recent, lookedAt, isPartial}: ParsedState): boolean {
    if (lookedAt === undefined || recent.length <= FEW * DIGEST_LENGTH) return false;
    const age = this.#clock.now() - lookedAt;
    return isPartial || (age >= 0 && age < this.#lookbackMs);
  }

  /** The window of before, and what came since. */
  #deferral(): {recent: string; lookedAt: string} {
    const {recent = '', lookedAt = 0} = this.#before ?? {};
    const added = this.#recent.toText(Number.NEGATIVE_INFINITY) ?? '';
    return {recent: recent + added, lookedAt: toIso(lookedAt)};
  }

  #lookedAt(): {lookedAt?: string} {
    const isWhole = this.#begunAt !== undefined && !this.#before?.isPartial;
    return isWhole ? {lookedAt: toIso(this.#begunAt ?? 0)} : {};
  }

  #stateWith(position: Record<string, unknown>): Record<string, unknown> {
    return {version: VERSION, ...position, ...(this.#fields && {fields: this.#fields})};
  }

  #position(): Record<string, unknown> {
    return {
      cursor: toIso(this.#moment ?? 0),
      ids: [...this.#ids],
      ...(this.#afterId !== undefined && {afterId: this.#afterId}),
    };
  }

  // What became visible late while a run was interrupted is looked for by the run after it is completed.
  #lookFrom(): {lookFrom?: string} {
    const {isPartial, moment, lookFrom} = this.#before ?? {};
    const isLeft = isPartial || this.#isDeferred;
    if (!isLeft || moment === undefined || this.#lookbackMs === 0) return {};
    return {lookFrom: toIso(lookFrom ?? moment - this.#lookbackMs)};
  }

  #windowStart(moment: number): number {
    const {lookFrom} = this.#lookFrom();
    const start = moment - this.#lookbackMs;
    return lookFrom === undefined ? start : Math.min(start, Date.parse(lookFrom));
  }

  #advance(moment: number): void {
    this.#moment = moment;
    this.#ids = new Set();
    this.#afterId = undefined;
    this.#recent.forgetBefore(this.#windowStart(moment));
  }

  #remember(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= MAX_IDS) return;
    this.#afterId = [...this.#ids].sort().at(-1);
    this.#ids = new Set();
  }
}

// So many are read again in one page.
const FEW = 100;
const DIGEST_LENGTH = 8;
// A state stays small; so many changes in one millisecond are a bulk import's.
const MAX_IDS = 1000;
// The states of earlier versions do not tell what was selected.
function isMore(now: SelectedFields | undefined, before: ParsedState['fields']): boolean {
  if (!now || !before) return false;
  return Object.entries(now).some(
    ([field, text]) => !Object.hasOwn(before, field) || before[field] !== text,
  );
}

function toIso(moment: number): string {
  return new Date(moment).toISOString();
}
