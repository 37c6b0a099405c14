import {hash} from 'node:crypto';

const BYTES = 6;
const FIRST_CAPACITY = 1024;

/** 48 bits of a value's hash, as a number that a double holds exactly. */
export function toDigest(data: string | Buffer): number {
  return hash('sha1', data, 'buffer').readUIntBE(0, BYTES);
}

/** Collects digests; each takes 8 bytes of memory. */
export class DigestCollector {
  #digests = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a digest made by `toDigest`. */
  add(digest: number): void {
    if (this.#size === this.#digests.length) {
      const larger = new Float64Array(this.#size * 2);
      larger.set(this.#digests);
      this.#digests = larger;
    }
    this.#digests[this.#size] = digest;
    this.#size += 1;
  }

  /** Eight characters for each digest. */
  toText(): string {
    const bytes = Buffer.alloc(this.#size * BYTES);
    const sorted = this.#digests.slice(0, this.#size).sort();
    for (const [index, digest] of sorted.entries()) bytes.writeUIntBE(digest, index * BYTES, BYTES);
    return bytes.toString('base64url');
  }
}

/** Digests that were written by a `DigestCollector`, in 8 bytes each. */
export class DigestList {
  readonly #digests: Float64Array;

  /** @param text one or more collectors' texts; anything else is a list without these values */
  constructor(text: string) {
    const bytes = Buffer.from(text, 'base64url');
    this.#digests = new Float64Array(Math.floor(bytes.length / BYTES));
    for (let index = 0; index < this.#digests.length; index += 1) {
      this.#digests[index] = bytes.readUIntBE(index * BYTES, BYTES);
    }
    this.#digests.sort();
  }

  /** Whether the list has this digest: a binary search. */
  has(digest: number): boolean {
    let low = 0;
    let high = this.#digests.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#digests[middle] ?? 0) < digest) low = middle + 1;
      else high = middle;
    }
    return this.#digests[low] === digest;
  }
}
