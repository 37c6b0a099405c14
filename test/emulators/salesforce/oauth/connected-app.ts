import {createHash, generateKeyPairSync} from 'node:crypto';

/** The app through which clients log in. */
export interface ConnectedApp {
  clientId: string;
  clientSecret: string;
  /** PEM; made when it is first asked for, because making one takes a tenth of a second. */
  readonly keys: {privateKey: string; publicKey: string};
}

export function createConnectedApp(seed: number): ConnectedApp {
  const secret = (of: string) => createHash('sha256').update(`${of}:${seed}`).digest('hex');
  let keys: {privateKey: string; publicKey: string} | undefined;
  return {
    clientId: `3MVG9${secret('client').toUpperCase().slice(0, 59)}.${secret('id').slice(0, 20)}`,
    clientSecret: secret('secret').toUpperCase(),
    get keys() {
      keys ??= generateKeyPairSync('rsa', {
        modulusLength: 2048,
        privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
        publicKeyEncoding: {type: 'spki', format: 'pem'},
      });
      return keys;
    },
  };
}
