import type {Context} from '../context.js';
import type {ConnectedApp} from './connected-app.js';
import type {Form} from './grants.js';
import {identityUrl} from './identity.js';
import {OAuthError} from './oauth-error.js';

// How long a session lasts unless the org says otherwise; every call begins it anew.
const sessionMs = 2 * 3_600_000;

/** The answer of the introspection endpoint. */
export function introspect(
  context: Context,
  app: ConnectedApp,
  form: Form,
): Record<string, unknown> {
  if (form.client_id !== app.clientId || form.client_secret !== app.clientSecret)
    throw new OAuthError('invalid_client', 'invalid client credentials', 401);
  const {tokens, clock} = context;
  const token = form.token ?? '';
  const access = tokens.access(token);
  const grant = access ?? tokens.refresh(token);
  if (!grant) return {active: false};
  return {
    active: true,
    scope: grant.scope,
    client_id: grant.clientId,
    username: grant.account.username,
    sub: identityUrl(context, grant.account),
    token_type: access ? 'access_token' : 'refresh_token',
    ...(access ? times(access, clock()) : {}),
  };
}

function times(
  {issuedAt, expiresAt}: {issuedAt: number; expiresAt: number},
  now: number,
): Record<string, number> {
  const iat = Math.floor(issuedAt / 1000);
  const end = Number.isFinite(expiresAt) ? expiresAt : now + sessionMs;
  return {exp: Math.floor(end / 1000), iat, nbf: iat};
}
