/** The most records that one sObject Collections call takes. */
export const MAX_CALL_ROWS = 200;

// So many calls in a row that went well allow larger ones again.
const CALLS_TO_GROW = 5;
const MAX_REFUSED_ALONE = 3;

/** How many records a call has. Where the org cannot take so many, such as for a slow trigger, calls become smaller. */
export class CallSize {
  readonly #most: number;
  #rows: number;
  #goodCalls = 0;
  #refusedAlone = 0;

  constructor(most = MAX_CALL_ROWS) {
    this.#most = Math.min(most, MAX_CALL_ROWS);
    this.#rows = this.#most;
  }

  get rows(): number {
    return this.#rows;
  }

  /** A call was answered, whatever it said of its records. */
  answered(): void {
    this.#refusedAlone = 0;
  }

  /** A call with one record was refused as a whole. False when this happens again and again: then it is not the record's doing. */
  mayBeTheRecord(): boolean {
    this.#refusedAlone += 1;
    return this.#refusedAlone <= MAX_REFUSED_ALONE;
  }

  succeeded(): void {
    this.#goodCalls += 1;
    if (this.#goodCalls % CALLS_TO_GROW === 0) this.#rows = Math.min(this.#rows * 2, this.#most);
  }

  /** A call with so many was too much. */
  overloaded(rows: number): void {
    this.#goodCalls = 0;
    this.#rows = Math.min(this.#rows, halfOf(rows));
  }
}

export function halfOf(rows: number): number {
  return Math.max(1, Math.floor(rows / 2));
}
