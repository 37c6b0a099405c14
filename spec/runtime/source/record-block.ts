import type {AirbyteRecordChange} from '../../protocol/index.js';

/** A record's `data` as JSON text, with what had to be changed in it, if anything. */
export type RecordText = string | {data: string; changes: readonly AirbyteRecordChange[]};

/** What came of the records of a block that could not be kept as they were, by their place in the block. */
export type RecordChanges = ReadonlyMap<number, readonly AirbyteRecordChange[]>;

/**
 * Records whose JSON stands in one buffer, in UTF-8, one after the other: a million of them need not become strings. The buffer may be
 * filled anew as soon as the next event is asked for; to keep a record, keep its text.
 */
export class RecordBlock {
  readonly #bytes: Buffer;
  readonly #ends: readonly number[];
  readonly #changes: RecordChanges;
  readonly #first: number;

  /** `ends` says where in the bytes each record ends; the records before `first` are left out. */
  constructor(bytes: Buffer, ends: readonly number[], changes: RecordChanges, first = 0) {
    this.#bytes = bytes;
    this.#ends = ends;
    this.#changes = changes;
    this.#first = first;
  }

  get length(): number {
    return this.#ends.length - this.#first;
  }

  /** The record's bytes, not copied. */
  bytesOf(index: number): Buffer {
    const at = this.#first + index;
    return this.#bytes.subarray(at === 0 ? 0 : this.#ends[at - 1], this.#ends[at]);
  }

  /** The changes that the source made to a record's values, for its `meta.changes`. */
  changesOf(index: number): readonly AirbyteRecordChange[] | undefined {
    return this.#changes.get(this.#first + index);
  }

  /** Some of a record's bytes, which must be ASCII, from its own beginning on. */
  slice(index: number, start: number, end: number): string {
    const at = this.#first + index;
    const origin = at === 0 ? 0 : (this.#ends[at - 1] ?? 0);
    const last = Math.min(origin + end, this.#ends[at] ?? 0);
    return this.#bytes.toString('latin1', origin + start, last);
  }

  /** The same without so many of the first records. */
  without(count: number): RecordBlock {
    const first = Math.min(this.#first + count, this.#ends.length);
    return new RecordBlock(this.#bytes, this.#ends, this.#changes, first);
  }

  /** The records as text, in order. */
  *[Symbol.iterator](): Iterator<RecordText> {
    for (let index = 0; index < this.length; index++) {
      const data = this.bytesOf(index).toString();
      const changes = this.changesOf(index);
      yield changes ? {data, changes} : data;
    }
  }
}
