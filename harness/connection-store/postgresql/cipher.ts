import {createCipheriv, createDecipheriv, hkdfSync, randomBytes} from 'node:crypto';
import {configError} from '@cohort-salesforce/spec';

/** The environment variable with the key. */
export const KEY_VARIABLE = 'HARNESS_STORE_KEY';
/** The one with the key that replaces it. */
export const NEW_KEY_VARIABLE = 'HARNESS_STORE_NEW_KEY';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts with AES-256-GCM what the store keeps: text of which each part can stand only in its own place. */
export class Cipher {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** A key of its own for each connection, so that a random nonce is never used twice with one key. */
  for(id: string): Cipher {
    return new Cipher(Buffer.from(hkdfSync('sha256', this.#key, '', id, KEY_BYTES)));
  }

  /** Nonce, tag and text; `place` has to be given again to decrypt it. */
  encrypt(text: Uint8Array, place: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, {authTagLength: TAG_BYTES});
    cipher.setAAD(Buffer.from(place));
    const body = Buffer.concat([cipher.update(text), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** Throws when the key is another one, or the text was changed or moved. */
  decrypt(sealed: Buffer, place: string): Buffer {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const options = {authTagLength: TAG_BYTES};
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, options);
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([
      decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]);
  }
}

/** The key in the environment. Throws a config error that says how to make one. */
export function readKey(variable = KEY_VARIABLE): Buffer {
  const text = process.env[variable]?.trim();
  if (!text) {
    throw configError(
      `--store: the environment variable ${variable} is not set. It holds the key that encrypts what the store keeps: 32 bytes in base64. To make one: openssl rand -base64 32`,
    );
  }
  const key = Buffer.from(text, 'base64');
  // Node passes over what is not base64.
  if (key.length === KEY_BYTES && key.toString('base64') === text) return key;
  throw configError(
    `--store: the environment variable ${variable} holds something else than 32 bytes in base64. To make a key: openssl rand -base64 32`,
  );
}
