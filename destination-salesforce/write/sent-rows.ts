import {hash} from 'node:crypto';

/** Which rows of a job have been answered. Rows are identified by their key; a few bytes a row. */
export class SentRows {
  /** The digests of the keys, in the order in which the rows were sent. */
  readonly #sent: Float64Array;
  /** The same, ascending. */
  readonly #digests: Float64Array;

  constructor(keys: Iterable<string>, count: number) {
    this.#sent = new Float64Array(count);
    let position = 0;
    for (const key of keys) this.#sent[position++] = digestOf(key);
    this.#digests = this.#sent.toSorted();
  }

  /** The number of the key of the row that was sent at this position. */
  numberAt(position: number): number {
    return this.#firstAtLeast(this.#sent[position] ?? 0);
  }

  /** The number of the key, the same for all rows that have it; undefined when no row that was sent has it. */
  numberOf(key: string): number | undefined {
    const digest = digestOf(key);
    const number = this.#firstAtLeast(digest);
    return this.#digests[number] === digest ? number : undefined;
  }

  /** How many rows were sent with the key of this number. */
  countOf(number: number): number {
    const digest = this.#digests[number];
    let end = number;
    while (end < this.#digests.length && this.#digests[end] === digest) end += 1;
    return end - number;
  }

  #firstAtLeast(digest: number): number {
    let low = 0;
    let high = this.#digests.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#digests[middle] ?? 0) < digest) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

// 52 bits, which a double holds: among a million keys, two with one digest are as good as impossible.
function digestOf(key: string): number {
  return Number.parseInt(hash('sha1', key).slice(0, 13), 16);
}
