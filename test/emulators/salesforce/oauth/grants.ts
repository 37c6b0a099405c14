import type {ConnectedApp} from './connected-app.js';
import {OAuthError} from './oauth-error.js';
import type {Account, Grant, TokenStore} from './token-store.js';
import {verifyAssertion} from './verify-assertion.js';

/** What the token endpoint needs to decide on a grant. */
export interface GrantContext {
  tokens: TokenStore;
  app: ConnectedApp;
  /** Runs the calls of the client credentials flow. */
  integration: Account;
  rotateRefreshTokens: boolean;
  /** What a JWT may name as its audience. */
  audiences(): readonly string[];
  clock: () => number;
  /** Redeems a code of the authorization flow. */
  redeemCode(form: Form): Grant;
}

export type Form = Readonly<Record<string, string | undefined>>;

/** A granted login; which tokens besides the access token its reply has depends on the flow. */
export interface Granted {
  grant: Grant;
  refreshToken?: string;
  flow: 'code' | 'refresh' | 'client' | 'jwt' | 'password';
}

export const allScopes = 'refresh_token api id openid';

/** Decides on a request to the token endpoint; throws the documented OAuth errors. */
export function grantOf(context: GrantContext, form: Form): Granted {
  const decide = flows.get(form.grant_type ?? '');
  if (!decide) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  return decide(context, form);
}

const flows = new Map<string, (context: GrantContext, form: Form) => Granted>([
  ['authorization_code', grantCode],
  ['refresh_token', grantRefresh],
  ['client_credentials', grantClient],
  ['password', grantPassword],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', grantAssertion],
]);

function grantCode(context: GrantContext, form: Form): Granted {
  checkClient(context.app, form, form.code_verifier === undefined);
  const grant = context.redeemCode(form);
  const isLasting = /\b(refresh_token|offline_access|full)\b/.test(grant.scope);
  if (!isLasting) return {grant, flow: 'code'};
  return {grant, refreshToken: context.tokens.giveRefresh(grant), flow: 'code'};
}

function grantRefresh({tokens, app, rotateRefreshTokens}: GrantContext, form: Form): Granted {
  checkClient(app, form, false);
  const token = form.refresh_token ?? '';
  const grant = tokens.useRefresh(token);
  if (!grant) {
    tokens.revokeReused(token);
    throw new OAuthError('invalid_grant', 'expired access/refresh token');
  }
  if (!rotateRefreshTokens) return {grant, flow: 'refresh'};
  tokens.spendRefresh(token);
  return {grant, refreshToken: tokens.giveRefresh(grant), flow: 'refresh'};
}

function grantClient({app, integration}: GrantContext, form: Form): Granted {
  checkClient(app, form, true);
  return {grant: {account: integration, clientId: app.clientId, scope: 'api'}, flow: 'client'};
}

function grantPassword({tokens, app}: GrantContext, form: Form): Granted {
  checkClient(app, form, true);
  const account = logIn(tokens, form.username ?? '', form.password ?? '');
  if (!account) throw new OAuthError('invalid_grant', 'authentication failure');
  return {grant: {account, clientId: app.clientId, scope: 'api'}, flow: 'password'};
}

function grantAssertion({tokens, app, audiences, clock}: GrantContext, form: Form): Granted {
  const username = verifyAssertion(form.assertion ?? '', app, {
    audiences: audiences(),
    now: clock(),
  });
  const account = tokens.account(username);
  if (!account) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  return {grant: {account, clientId: app.clientId, scope: 'api'}, flow: 'jwt'};
}

/** The account that this password opens, with or without the security token behind it. */
export function logIn(tokens: TokenStore, username: string, password: string): Account | undefined {
  const account = tokens.account(username);
  const isRight =
    account && [account.password, account.password + account.securityToken].includes(password);
  return isRight ? account : undefined;
}

function checkClient(app: ConnectedApp, form: Form, needsSecret: boolean): void {
  // The sf CLI logs in through an app of its own that has no secret.
  if (form.client_id === 'PlatformCLI') return;
  if (form.client_id !== app.clientId)
    throw new OAuthError('invalid_client_id', 'client identifier invalid');
  const isMissing = form.client_secret === undefined || form.client_secret === '';
  if (isMissing ? needsSecret : form.client_secret !== app.clientSecret)
    throw new OAuthError('invalid_client', 'invalid client credentials');
}
