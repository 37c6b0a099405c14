import {INCOMPLETE} from './cell-writers.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;

const CELL_START = 0;
const BARE = 1;
const QUOTED = 2;
// In a quoted cell: its end, or the first half of a doubled quote.
const QUOTE_SEEN = 3;

/** Finds where a CSV row ends, looking at each byte once, however often more of the row comes. */
export class RowScanner {
  #scanned = 0;
  #state = CELL_START;

  /** The next row begins, or the same one anew. */
  reset(): void {
    this.#scanned = 0;
    this.#state = CELL_START;
  }

  /** The position after the row that begins at `start`; INCOMPLETE when the input ends before it. */
  endOfRow(input: Uint8Array, start: number): number {
    const {length} = input;
    let state = this.#state;
    let position = start + this.#scanned;
    for (; position < length; position += 1) {
      const byte = input[position] as number;
      if (state === QUOTED) {
        if (byte === QUOTE) state = QUOTE_SEEN;
      } else if (byte === LINE_FEED) {
        return position + 1;
      } else if (byte === COMMA) {
        state = CELL_START;
      } else if (byte === QUOTE && state !== BARE) {
        state = QUOTED;
      } else {
        state = BARE;
      }
    }
    this.#state = state;
    this.#scanned = position - start;
    return INCOMPLETE;
  }
}
