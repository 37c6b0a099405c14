import {createPublicKey, createSign} from 'node:crypto';
import type {Context} from '../context.js';
import type {ConnectedApp} from './connected-app.js';
import {identityUrl} from './identity.js';
import type {Grant} from './token-store.js';

const keyId = 'emulator';

/** `.well-known/openid-configuration`. */
export function openIdConfiguration({url}: Context): object {
  const endpoint = (name: string) => `${url}/services/oauth2/${name}`;
  return {
    issuer: url,
    authorization_endpoint: endpoint('authorize'),
    token_endpoint: endpoint('token'),
    revocation_endpoint: endpoint('revoke'),
    userinfo_endpoint: endpoint('userinfo'),
    introspection_endpoint: endpoint('introspect'),
    jwks_uri: `${url}/id/keys`,
    scopes_supported: ['api', 'full', 'id', 'openid', 'refresh_token', 'web'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'client_secret_basic',
      'private_key_jwt',
    ],
    claims_supported: [
      'active',
      'email',
      'family_name',
      'given_name',
      'name',
      'organization_id',
      'preferred_username',
      'sub',
      'user_id',
      'user_type',
    ],
  };
}

/** The keys that id tokens are signed with, as a JSON Web Key Set. */
export function keySet(app: ConnectedApp): object {
  const key = createPublicKey(app.keys.publicKey).export({format: 'jwk'});
  return {keys: [{...key, kid: keyId, alg: 'RS256', use: 'sig'}]};
}

/** An id token for the user of a grant. */
export function idToken(context: Context, app: ConnectedApp, {account, clientId}: Grant): string {
  const seconds = Math.floor(context.clock() / 1000);
  const claims = {
    iss: context.url,
    sub: identityUrl(context, account),
    aud: clientId,
    iat: seconds,
    exp: seconds + 120,
  };
  const text = `${encode({alg: 'RS256', typ: 'JWT', kid: keyId})}.${encode(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(app.keys.privateKey, 'base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
