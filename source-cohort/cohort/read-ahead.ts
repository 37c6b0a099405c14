import {ConnectorError} from '@cohort-salesforce/spec';
import {type Page, pageGuard} from './read-pages.js';
import {Span} from './span.js';

/** A listing in the order of a time, which can also be read from any time on. */
export interface TimedListing<Item> {
  /** The first page from a time on (inclusive, ISO 8601), or the one that its cursor leads to. */
  ask(from: {since?: string | undefined; cursor?: string}): Promise<Page<Item>>;
  /** Milliseconds since 1970. */
  momentOf(item: Item): number;
  /** The other side's clock, in milliseconds. */
  now(): number;
  /** How many calls may be under way. */
  callsAtOnce(): number;
  what: string;
  /** Milliseconds of any clock that is never set. */
  elapsed?(): number;
}

// Beyond the first page that waits to be taken.
const MAX_AHEAD = 128;
// The span this many places behind the one that is wanted next asks only while half as many wait.
const SPANS_TO_HALF = 16;
const PAGES_PER_SPAN = 10;
// What is so short is read faster than it is cut.
const FIRST_PAGES = 3;
const PAGES_PER_CUT = 3;
// Of the pages.
const MAX_WASTE = 0.15;
const FREE_WASTE = 4;
// What is answered more quickly costs CPU time rather than waiting.
const WORTH_MS = 20;

/**
 * The pages of a listing in its order, several at once: the times ahead are cut into spans by how dense the last pages
 * were, and each span is read from its own beginning on. A user who changes meanwhile moves to the end of the listing, where
 * they may have been too late for the last span: what is there is read once more at the end, so that nobody is missed.
 */
export async function* readAhead<Item>(
  listing: TimedListing<Item>,
  since: string | undefined,
): AsyncGenerator<Item[]> {
  const reader = new Reader(listing, since);
  try {
    yield* reader.pages();
    if (reader.isCut) yield* new Reader(listing, reader.lastMoment, {mayCut: false}).pages();
  } finally {
    reader.close();
  }
}

class Reader<Item> {
  readonly #listing: TimedListing<Item>;
  readonly #spans: Span<Item>[];
  #mayCut: boolean;
  #isCut = false;
  #isClosed = false;
  #pages = 0;
  #underWay = 0;
  #waiting = 0;
  /** In pages: what was read outside its span. */
  #wasted = 0;
  #quickest = Number.POSITIVE_INFINITY;
  #last: number | undefined;
  #failure: {error: unknown} | undefined;
  #changed: () => void = () => {};

  constructor(listing: TimedListing<Item>, since: string | undefined, {mayCut = true} = {}) {
    this.#listing = listing;
    this.#mayCut = mayCut;
    this.#spans = [new Span({since, guard: pageGuard(listing.what)})];
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  get lastMoment(): string | undefined {
    return this.#last === undefined ? undefined : new Date(this.#last).toISOString();
  }

  close(): void {
    this.#isClosed = true;
  }

  async *pages(): AsyncGenerator<Item[]> {
    for (let head = this.#spans[0]; head; head = this.#spans[0]) {
      const changed = new Promise<void>(resolve => {
        this.#changed = resolve;
      });
      this.#ask();
      const page = head.pages.shift();
      if (page) {
        this.#waiting -= 1;
        this.#ask();
        yield page;
      } else if (this.#failure) throw this.#failure.error;
      else if (head.isDone) this.#spans.shift();
      else await changed;
    }
  }

  /** Keeps as many calls under way as are allowed, those first whose pages are wanted first. */
  #ask(): void {
    const allowed = this.#listing.callsAtOnce();
    // Only when some wait for their turn does it show that there could be more.
    const most = allowed === 1 ? 1 : allowed * 2;
    while (!this.#isClosed && !this.#failure) {
      const free = most - this.#underWay;
      if (free <= 0) return;
      const span = this.#idle() ?? (this.#cut(free) ? this.#idle() : undefined);
      if (!span) return;
      void this.#read(span);
    }
  }

  /** The first span whose next page may be asked for: the further ahead it is, the fewer pages may wait meanwhile. */
  #idle(): Span<Item> | undefined {
    const index = this.#spans.findIndex(({isIdle}) => isIdle);
    const ahead = this.#waiting + this.#underWay;
    // Whatever waits behind it, the page that is wanted next may be asked for.
    const mayWait = index === 0 || ahead < MAX_AHEAD / (1 + index / SPANS_TO_HALF);
    return mayWait ? this.#spans[index] : undefined;
  }

  async #read(span: Span<Item>): Promise<void> {
    const {ask, momentOf, elapsed = () => performance.now()} = this.#listing;
    this.#underWay += 1;
    const started = elapsed();
    try {
      const page = await ask(span.begin());
      this.#quickest = Math.min(this.#quickest, elapsed() - started);
      this.#pages += 1;
      this.#take(span, page, page.data.map(momentOf));
    } catch (error) {
      this.#failure ??= {error};
    } finally {
      this.#underWay -= 1;
      this.#changed();
      this.#ask();
    }
  }

  #take(span: Span<Item>, page: Page<Item>, moments: readonly number[]): void {
    if (!span.isInOrder(moments)) {
      if (this.#isCut) throw outOfOrder(this.#listing.what);
      this.#mayCut = false;
    }
    const items = span.take(page, moments);
    this.#last = Math.max(this.#last ?? Number.NEGATIVE_INFINITY, ...moments);
    this.#wasted += page.data.length > 0 ? 1 - items.length / page.data.length : 1;
    if (items.length === 0) return;
    span.pages.push(items);
    this.#waiting += 1;
  }

  /** Cuts the first span that has pages enough into at most so many more; tells whether there is one. */
  #cut(free: number): boolean {
    const isWorth = this.#quickest >= WORTH_MS && this.#pages >= FIRST_PAGES;
    const count = Math.min(free, Math.floor(this.#pages / PAGES_PER_CUT) + 1 - this.#spans.length);
    // Where people changed in bursts, many spans begin where nothing is.
    const isWasteful = this.#wasted > FREE_WASTE + this.#pages * MAX_WASTE;
    if (!this.#mayCut || !isWorth || isWasteful || count <= 0) return false;
    const options = {
      pages: PAGES_PER_SPAN,
      now: this.#listing.now(),
      guard: () => pageGuard(this.#listing.what),
    };
    for (const [index, span] of this.#spans.entries()) {
      // What may not be asked for yet is not cut either.
      if (span.isIdle) return false;
      const rest = span.cut(count, options);
      if (rest.length === 0) continue;
      this.#isCut = true;
      this.#spans.splice(index + 1, 0, ...rest);
      return true;
    }
    return false;
  }
}

function outOfOrder(what: string): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Reading ${what}: the pages are not in the order of updatedAt, so several cannot be read at once. Set api.connections to 1 in the config, which reads them one after the other.`,
  });
}
