import {hash} from 'node:crypto';
import {NumberList} from '../batch/number-list.js';

/** Which rows of a job have been answered. Rows are identified by their key; a few bytes a row. */
export class SentRows {
  /** The digests of the keys, in the order in which the rows were sent. */
  readonly #sent = NumberList.ofDoubles();
  /** The same, ascending, from the first question on. */
  #sorted: Float64Array | undefined;

  get size(): number {
    return this.#sent.length;
  }

  /** Takes the key of the next row that is sent. */
  add(key: string): void {
    this.#sent.push(digestOf(key));
  }

  /** The number of the key of the row that was sent at this position. */
  numberAt(position: number): number {
    return this.#firstAtLeast(this.#sent.at(position));
  }

  /** The number of the key, the same for all rows that have it; undefined when no row that was sent has it. */
  numberOf(key: string): number | undefined {
    const digest = digestOf(key);
    const number = this.#firstAtLeast(digest);
    return this.#digests[number] === digest ? number : undefined;
  }

  /** How many rows were sent with the key of this number. */
  countOf(number: number): number {
    const digests = this.#digests;
    let end = number;
    while (end < digests.length && digests[end] === digests[number]) end += 1;
    return end - number;
  }

  get #digests(): Float64Array {
    this.#sorted ??= Float64Array.from({length: this.size}, (_, at) => this.#sent.at(at)).sort();
    return this.#sorted;
  }

  #firstAtLeast(digest: number): number {
    const digests = this.#digests;
    let low = 0;
    let high = digests.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((digests[middle] ?? 0) < digest) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

// 52 bits, which a double holds: among a million keys, two with one digest are as good as impossible.
function digestOf(key: string): number {
  const bytes = hash('sha1', key, 'binary');
  let digest = bytes.charCodeAt(0) & 0x0f;
  for (let at = 1; at < 7; at += 1) digest = digest * 256 + bytes.charCodeAt(at);
  return digest;
}
