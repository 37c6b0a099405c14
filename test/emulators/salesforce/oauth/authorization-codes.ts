import {createHash, randomBytes} from 'node:crypto';
import type {Form} from './grants.js';
import {OAuthError} from './oauth-error.js';
import type {Grant} from './token-store.js';

interface Code {
  grant: Grant;
  redirectUri: string;
  challenge: string | undefined;
  expiresAt: number;
}

const lifeMs = 15 * 60_000;

/** The codes that the consent page gives away, each good once and for 15 minutes. */
export class AuthorizationCodes {
  readonly #codes = new Map<string, Code>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  give(code: Omit<Code, 'expiresAt'>): string {
    const text = `aPrx${randomBytes(48).toString('base64url')}==`;
    this.#codes.set(text, {...code, expiresAt: this.#clock() + lifeMs});
    return text;
  }

  /** Takes a code in, after checking that it comes from the client it was given to. */
  redeem(form: Form): Grant {
    const code = this.#codes.get(form.code ?? '');
    if (!code || code.expiresAt < this.#clock()) throw invalid('expired authorization code');
    if (code.redirectUri !== form.redirect_uri)
      throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
    checkVerifier(code.challenge, form.code_verifier);
    this.#codes.delete(form.code ?? '');
    return {...code.grant, clientId: form.client_id ?? code.grant.clientId};
  }
}

function checkVerifier(challenge: string | undefined, verifier: string | undefined): void {
  if (challenge === undefined) return;
  if (!verifier) throw invalid('missing required code verifier');
  if (createHash('sha256').update(verifier).digest('base64url') !== challenge)
    throw invalid('invalid code verifier');
}

function invalid(description: string): OAuthError {
  return new OAuthError('invalid_grant', description);
}
