import {hash} from 'node:crypto';
import {type Digest, EMPTY} from './pair.js';

const DIGEST_LENGTH = 6;

/**
 * Value -> keyed digest. The key is random and stays in the store, so that a digest says nothing
 * about a value to anyone who has only the digests of another store.
 */
export class Digester {
  readonly #key: string;

  /** `key`: at least 16 random bytes as a latin1 string. */
  constructor(key: string) {
    this.#key = key;
  }

  /** `null` and the empty text are the same: empty. */
  digest(value: string | null): Digest {
    if (value === null || value === '') return EMPTY;
    return hash('sha1', this.#key + value, 'binary').slice(0, DIGEST_LENGTH);
  }
}
