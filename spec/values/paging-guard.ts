import {createHash} from 'node:crypto';
import {ConnectorError} from '../connector-error.js';

const MAX_REMEMBERED = 10_000;
const MAX_TOKEN = 64;
const MAX_EMPTY_PAGES = 1000;

/**
 * Proves that a loop over pages makes progress and ends where it should. Create one guard per loop, and tell it each page's
 * token (locator, URL or cursor) and number of records. Memory is bounded, however many pages there are.
 */
export class PagingGuard {
  readonly #what: string;
  readonly #total: number | undefined;
  readonly #remembered = new Set<string>();
  #records: number;
  #emptyPages = 0;
  // Beyond the remembered tokens: the one at each power of two, which finds every cycle (Brent).
  #anchor: string | undefined;
  #sinceAnchor = 0;
  #anchorAge = 1;

  /** `total` is how many records were promised, undefined when unknown; `before` how many of them came in an earlier run. */
  constructor(
    what: string,
    {total, before = 0}: {total?: number | undefined; before?: number} = {},
  ) {
    this.#what = what;
    this.#total = total;
    this.#records = before;
  }

  get records(): number {
    return this.#records;
  }

  /** Throws when this page was named before. */
  page(token: string): void {
    const known = token.length > MAX_TOKEN ? digestOf(token) : token;
    if (this.#remembered.has(known) || known === this.#anchor)
      throw this.#error('NO_PROGRESS', 'the same page is named twice, so paging would never end');
    if (this.#remembered.size < MAX_REMEMBERED) this.#remembered.add(known);
    else this.#moveAnchor(known);
  }

  /** Throws when more records came than were promised, or when page after page is empty. */
  count(records: number): void {
    this.#records += records;
    this.#emptyPages = records === 0 ? this.#emptyPages + 1 : 0;
    if (this.#total !== undefined && this.#records > this.#total) throw this.#wrongCount();
    if (this.#emptyPages > MAX_EMPTY_PAGES)
      throw this.#error('NO_PROGRESS', `${MAX_EMPTY_PAGES} pages in a row are empty`);
  }

  /** The last page has come: throws when fewer records came than were promised. */
  end(): void {
    if (this.#total !== undefined && this.#records !== this.#total) throw this.#wrongCount();
  }

  #moveAnchor(token: string): void {
    this.#sinceAnchor += 1;
    if (this.#sinceAnchor < this.#anchorAge) return;
    this.#anchor = token;
    this.#anchorAge *= 2;
    this.#sinceAnchor = 0;
  }

  #wrongCount(): ConnectorError {
    return this.#error(
      'WRONG_COUNT',
      `${this.#records} records came, ${this.#total} were promised`,
    );
  }

  #error(errorCode: string, found: string): ConnectorError {
    return new ConnectorError({
      failure: 'transient_error',
      message: `Reading ${this.#what}: ${found}. Run again; if it happens again, check for a proxy in between.`,
      facts: {errorCode},
    });
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
