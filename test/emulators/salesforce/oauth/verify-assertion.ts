import {createVerify} from 'node:crypto';
import type {ConnectedApp} from './connected-app.js';
import {OAuthError} from './oauth-error.js';

interface Claims {
  iss?: string;
  sub?: string;
  prn?: string;
  aud?: string | string[];
  exp?: number;
}

/** Checks a JWT of the bearer flow: RS256 with the app's key, issuer, audience, expiry. Returns its user name. */
export function verifyAssertion(
  assertion: string,
  app: ConnectedApp,
  {audiences, now}: {audiences: readonly string[]; now: number},
): string {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const claims = decode<Claims>(payload);
  if (decode<{alg?: string}>(header).alg !== 'RS256') throw invalid('algorithm is invalid');
  if (claims.iss !== app.clientId)
    throw new OAuthError('invalid_client_id', 'client identifier invalid');
  const verifier = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  if (!verifier.verify(app.keys.publicKey, signature, 'base64url'))
    throw invalid('invalid assertion');
  const named = [claims.aud ?? []].flat().map(withoutSlash);
  if (!named.some(audience => audiences.map(withoutSlash).includes(audience)))
    throw invalid('audience is invalid');
  // Some clients send milliseconds, and so an expiry far in the future: only one in the past is refused.
  if ((claims.exp ?? 0) * 1000 < now) throw invalid('assertion has expired');
  return claims.sub ?? claims.prn ?? '';
}

function withoutSlash(url: string): string {
  return url.replace(/\/(services\/oauth2\/token)?$/, '');
}

function decode<T>(part: string): T {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as T;
  } catch {
    throw invalid('invalid assertion');
  }
}

function invalid(description: string): OAuthError {
  return new OAuthError('invalid_grant', description);
}
