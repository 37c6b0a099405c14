import {hash} from 'node:crypto';
import {type ChaskeyKey, chaskey, toChaskeyKey} from './chaskey.js';
import {type Digest, EMPTY} from './pair-tables.js';

const DIGEST_LENGTH = 6;
// From here on, native code is faster.
const MAX_SHORT = 64;

/**
 * Value -> keyed digest. The key is random and stays in the store, so that a digest says nothing
 * about a value to anyone who has only the digests of another store.
 */
export class Digester {
  readonly #key: string;
  readonly #shortKey: ChaskeyKey | undefined;

  /** `key`: 16 random bytes. `method`: of short values; `sha1` in stores of earlier versions. */
  constructor(key: Buffer, method: 'sha1' | 'chaskey') {
    this.#key = key.toString('latin1');
    this.#shortKey = method === 'chaskey' ? toChaskeyKey(key) : undefined;
  }

  /** `null` and the empty text are the same: empty. */
  digest(value: string | null): Digest {
    if (value === null || value === '') return EMPTY;
    if (this.#shortKey === undefined || value.length > MAX_SHORT) {
      return hash('sha1', this.#key + value, 'binary').slice(0, DIGEST_LENGTH);
    }
    const [low, high] = chaskey(this.#shortKey, value);
    return String.fromCharCode(
      low & 255,
      (low >>> 8) & 255,
      (low >>> 16) & 255,
      low >>> 24,
      high & 255,
      (high >>> 8) & 255,
    );
  }
}
