import {createPrivateKey, type KeyObject} from 'node:crypto';
import {configError} from '@cohort-salesforce/spec';
import {OAuth2} from 'jsforce/lib/oauth2.js';
import type {JsforceTransport} from '../jsforce-transport.js';
import {audienceOf, loginUrlOf} from './login-url.js';
import type {SalesforceLogin} from './salesforce-login.js';

/** What the token endpoint answers, as far as it is of use here. */
export interface TokenAnswer {
  access_token: string;
  instance_url?: string;
  /** The identity URL: `https://login.salesforce.com/id/<organization>/<user>`. */
  id?: string;
  /** When the org rotates refresh tokens, the next one; the one that was used is dead then. */
  refresh_token?: string;
}

/** Asks the token endpoint in the way the config chose. */
export async function requestToken(
  login: SalesforceLogin,
  transport: JsforceTransport,
): Promise<TokenAnswer> {
  const oauth2 = new OAuth2({
    loginUrl: loginUrlOf(login),
    clientId: login.client_id,
    ...(login.client_secret && {clientSecret: login.client_secret}),
  });
  oauth2._transport = transport;
  switch (authTypeOf(login)) {
    case 'Client':
      return oauth2.refreshToken(wanted(login, 'refresh_token'));
    case 'ClientCredentials':
      wanted(login, 'client_secret');
      wanted(login, 'login_url');
      return oauth2.requestToken({grant_type: 'client_credentials'});
    case 'JWT':
      return oauth2.requestToken({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: await signAssertion(login),
      });
  }
}

function authTypeOf({auth_type, private_key, refresh_token}: SalesforceLogin) {
  if (auth_type) return auth_type;
  if (refresh_token) return 'Client';
  return private_key ? 'JWT' : 'ClientCredentials';
}

async function signAssertion(login: SalesforceLogin): Promise<string> {
  const {SignJWT} = await import('jose');
  return new SignJWT({})
    .setProtectedHeader({alg: 'RS256'})
    .setIssuer(login.client_id)
    .setSubject(wanted(login, 'username'))
    .setAudience(audienceOf(login))
    .setExpirationTime('3 minutes')
    .sign(parseKey(wanted(login, 'private_key')));
}

// A key pasted into a form or an environment variable often has `\n` in place of its line ends.
function parseKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    throw configError(
      'private_key is no private key in PEM form, expected the text from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.',
    );
  }
}

function wanted(
  login: SalesforceLogin,
  key: 'refresh_token' | 'client_secret' | 'login_url' | 'username' | 'private_key',
): string {
  const value = login[key];
  if (value) return value;
  throw configError(
    `Logging in to Salesforce by ${authTypeOf(login)}: the config has no ${key}, which this way of logging in needs.`,
  );
}
