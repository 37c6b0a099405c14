import type {PagingGuard} from '@cohort-salesforce/spec';
import {checkProgress, type Page} from './read-pages.js';

interface SpanOptions {
  /** Where to begin, ISO 8601; undefined for the beginning of the listing. */
  since: string | undefined;
  guard: PagingGuard;
  /** The same in milliseconds; what is before it belongs to the span before. */
  from?: number;
  /** Exclusive. */
  to?: number;
  /** How much time a page covered before it, in milliseconds. */
  perPage?: number | undefined;
}

interface CutOptions {
  pages: number;
  /** Beyond it nothing is. */
  now: number;
  guard(): PagingGuard;
}

/** A part of a listing in the order of time, which is read page after page. */
export class Span<Item> {
  /** Those that nobody has taken. */
  readonly pages: Item[][] = [];
  readonly #since: string | undefined;
  readonly #guard: PagingGuard;
  readonly #from: number;
  #to: number;
  /** How much time its last pages covered, or those of the span that it was cut from. */
  #perPage: number | undefined;
  #isKnown = false;
  /** The time up to which it has been read. */
  #position: number;
  /** Its last item's time; the first page of a later span begins a millisecond early. */
  #lastSeen: number;
  #cursor: string | undefined;
  #isUnderWay = false;
  #isDone = false;

  constructor({
    since,
    guard,
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
    perPage,
  }: SpanOptions) {
    this.#since = since;
    this.#guard = guard;
    this.#from = from;
    this.#to = to;
    this.#position = from;
    this.#perPage = perPage;
    this.#lastSeen = from - OVERLAP_MS;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Whether its next page may be asked for. */
  get isIdle(): boolean {
    return !this.#isDone && !this.#isUnderWay;
  }

  /** What to ask for next; it is under way until `take`. */
  begin(): {since?: string | undefined; cursor?: string} {
    this.#isUnderWay = true;
    return {since: this.#since, ...(this.#cursor !== undefined && {cursor: this.#cursor})};
  }

  isInOrder(moments: readonly number[]): boolean {
    let before = this.#lastSeen;
    return moments.every(moment => {
      const isLater = moment >= before;
      before = moment;
      return isLater;
    });
  }

  /** How much time a page covers, with the gap before it: its items may all have the same time. */
  #learn(first: number | undefined, last: number): void {
    if (first === undefined) return;
    const covered = Math.max(1, last - (Number.isFinite(this.#position) ? this.#position : first));
    this.#perPage = joinEstimates(this.#perPage ?? covered, covered);
    this.#isKnown = true;
  }

  /** The items of the page that belong to the span. */
  take({data, nextCursor}: Page<Item>, moments: readonly number[]): Item[] {
    this.#isUnderWay = false;
    checkProgress(this.#guard, {data, nextCursor});
    const last = moments.at(-1) ?? this.#lastSeen;
    this.#learn(moments[0], last);
    this.#lastSeen = last;
    this.#position = Math.max(this.#position, last);
    this.#cursor = nextCursor ?? undefined;
    this.#isDone = !nextCursor || last >= this.#to;
    const isOutside = (moment = Number.NaN) => moment < this.#from || moment >= this.#to;
    return moments.some(moment => isOutside(moment))
      ? data.filter((_, index) => !isOutside(moments[index]))
      : data;
  }

  /**
   * Gives its end away, cut into at most so many spans of so many pages, the last one being longer. Only what has been
   * read tells how dense a span is: one that nothing is known of is not cut.
   */
  cut(count: number, {pages, now, guard}: CutOptions): Span<Item>[] {
    const perPage = this.#perPage ?? 0;
    if (this.#isDone || !this.#isKnown) return [];
    const length = Math.ceil(perPage * pages);
    const end = Math.min(this.#to, now);
    // A rest that is not longer than a span is read with the one before it.
    const fitting = Math.ceil((end - this.#position) / length) - 2;
    const beginnings = Array.from(
      {length: Math.max(0, Math.min(count, fitting))},
      (_, index) => this.#position + length * (index + 1),
    );
    const spans = beginnings.map((from, index) => {
      const since = new Date(from - OVERLAP_MS).toISOString();
      const to = beginnings[index + 1] ?? this.#to;
      return new Span<Item>({since, guard: guard(), from, to, perPage});
    });
    this.#to = beginnings[0] ?? this.#to;
    return spans;
  }
}

// People change in bursts: one page covers a year, the next some milliseconds. An estimate that is too small cuts empty
// spans, so it grows quickly. It shrinks to any size within a few pages.
function joinEstimates(before: number, covered: number): number {
  return covered > before ? (before + covered) / 2 : Math.sqrt(before * covered);
}

// Times may be rounded where they are shown, and not where they are compared.
const OVERLAP_MS = 1;
