type Numbers = Int8Array | Int32Array | Float64Array;

const CHUNK_BITS = 14;
const CHUNK_SIZE = 1 << CHUNK_BITS;

/** A list of numbers in as few bytes as they need: it grows by pieces, so that nothing is copied. */
export class NumberList {
  readonly #chunks: Numbers[] = [];
  readonly #newChunk: () => Numbers;
  #length = 0;

  private constructor(newChunk: () => Numbers) {
    this.#newChunk = newChunk;
  }

  /** Of whole numbers from -128 to 127: a byte each. */
  static ofBytes(): NumberList {
    return new NumberList(() => new Int8Array(CHUNK_SIZE));
  }

  /** Of whole numbers with at most 31 bits and a sign: 4 bytes each. */
  static ofInts(): NumberList {
    return new NumberList(() => new Int32Array(CHUNK_SIZE));
  }

  /** Of any numbers: 8 bytes each. */
  static ofDoubles(): NumberList {
    return new NumberList(() => new Float64Array(CHUNK_SIZE));
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a number and returns its place, from 0. */
  push(value: number): number {
    const index = this.#length++;
    if (index >>> CHUNK_BITS === this.#chunks.length) this.#chunks.push(this.#newChunk());
    this.set(index, value);
    return index;
  }

  at(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index & (CHUNK_SIZE - 1)] ?? Number.NaN;
  }

  set(index: number, value: number): void {
    const chunk = this.#chunks[index >>> CHUNK_BITS];
    if (chunk) chunk[index & (CHUNK_SIZE - 1)] = value;
  }
}
