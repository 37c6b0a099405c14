import {hash} from 'node:crypto';
import {type Digest, EMPTY} from './pair-tables.js';

const DIGEST_LENGTH = 6;
// Countries, levels, dates, yes and no come again and again; names and addresses do not.
const CACHED_LENGTH = 12;
const CACHED_VALUES = 4096;

/**
 * Value -> keyed digest. The key is random and stays in the store, so that a digest says nothing
 * about a value to anyone who has only the digests of another store.
 */
export class Digester {
  readonly #key: string;
  readonly #cache = new Map<string, Digest>();

  /** `key`: at least 16 random bytes as a latin1 string. */
  constructor(key: string) {
    this.#key = key;
  }

  /** `null` and the empty text are the same: empty. */
  digest(value: string | null): Digest {
    if (value === null || value === '') return EMPTY;
    if (value.length > CACHED_LENGTH) return this.#hash(value);
    const known = this.#cache.get(value);
    if (known !== undefined) return known;
    if (this.#cache.size >= CACHED_VALUES) this.#cache.clear();
    const digest = this.#hash(value);
    this.#cache.set(value, digest);
    return digest;
  }

  #hash(value: string): Digest {
    return hash('sha1', this.#key + value, 'binary').slice(0, DIGEST_LENGTH);
  }
}
