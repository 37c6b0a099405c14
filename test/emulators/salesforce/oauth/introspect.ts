import type {ConnectedApp} from './connected-app.js';
import type {Form} from './grants.js';
import {OAuthError} from './oauth-error.js';
import type {TokenStore} from './token-store.js';

/** The answer of the introspection endpoint. */
export function introspect(
  tokens: TokenStore,
  app: ConnectedApp,
  form: Form,
): Record<string, unknown> {
  if (form.client_id !== app.clientId || form.client_secret !== app.clientSecret)
    throw new OAuthError('invalid_client', 'invalid client credentials', 401);
  const token = form.token ?? '';
  const access = tokens.access(token);
  const grant = access ?? tokens.refresh(token);
  if (!grant) return {active: false};
  return {
    active: true,
    scope: grant.scope,
    client_id: grant.clientId,
    username: grant.account.username,
    sub: grant.account.userId,
    token_type: access ? 'access_token' : 'refresh_token',
    ...(access ? times(access) : {}),
  };
}

function times({
  issuedAt,
  expiresAt,
}: {
  issuedAt: number;
  expiresAt: number;
}): Record<string, number> {
  const iat = Math.floor(issuedAt / 1000);
  return Number.isFinite(expiresAt)
    ? {iat, nbf: iat, exp: Math.floor(expiresAt / 1000)}
    : {iat, nbf: iat};
}
