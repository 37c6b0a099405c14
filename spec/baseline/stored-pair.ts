import type {Pair} from './pair.js';
import {decodePair, readPairHead} from './pair-codec.js';
import type {Digest, Side} from './pair-tables.js';

/** What is known of an object that is being read. */
export interface Reading {
  /** Of all its values that this direction reads. */
  digest: Digest;
  /** When it changed last, by its system's clock. */
  modified: number;
  /** The store's. */
  epoch: number;
}

/** A pair as it is stored. Nearly all that are read have not changed: these need not be decoded. */
export class StoredPair {
  readonly #recordId: string;
  readonly #entry: Buffer;

  constructor(recordId: string, entry: Buffer) {
    this.#recordId = recordId;
    this.#entry = entry;
  }

  /** Whether the object on `side` was read as it is, and nothing is left to do for this direction. */
  isSettled(side: Side, {digest, modified, epoch}: Reading): boolean {
    const head = readPairHead(this.#entry, side);
    return (
      head.isSettled && head.digest === digest && head.epoch === epoch && modified <= head.readAt
    );
  }

  /** Decodes the whole pair. */
  decode(): Pair {
    return decodePair(this.#recordId, this.#entry);
  }
}
