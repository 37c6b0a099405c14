import {createHash, randomBytes} from 'node:crypto';
import {ConnectorError, configError} from '@cohort-salesforce/spec';
import {createHttpClient, HttpError} from '@cohort-salesforce/spec/http';
import {knownSecrets, learnSecretsOf} from '../report/known-secrets.js';
import type {Terminal} from '../report/terminal.js';
import type {OAuthEndpoints} from '../systems/index.js';
import {explainWaiting} from './explain-waiting.js';
import {startRedirectServer} from './redirect-server.js';
import type {ResultPage} from './result-page.js';
import {whoIs} from './who-is.js';

export interface BrowserLogin extends OAuthEndpoints {
  clientId: string;
  /** Empty for a public client: PKCE proves who asks. */
  clientSecret: string;
  port: number;
  redirectPath: string;
  /** Brings the person to the login page. */
  show(url: string): void;
  /** Gets the explanation of a login that takes long. */
  terminal: Terminal;
  /** Ends the waiting. */
  signal: AbortSignal;
  /** What to do after a login that failed. */
  retry: string;
  /** Stores the tokens; resolves with what to tell the person. */
  store(tokens: Tokens): Promise<Omit<ResultPage, 'isGood'>>;
}

export interface Tokens {
  refresh_token: string;
  instance_url?: string;
  /** Who logged in, if Salesforce says so. */
  username?: string;
}

const PATIENCE_MS = 10 * 60_000;

/** OAuth 2.0 authorization code with PKCE and state, answered on a page of this machine. */
export async function logInByBrowser(login: BrowserLogin): Promise<void> {
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(48).toString('base64url');
  const server = await startRedirectServer({
    port: login.port,
    path: login.redirectPath,
    state,
    retry: login.retry,
    finish: async (code, redirectUri) => {
      for (const secret of [code, verifier, login.clientSecret])
        if (secret) knownSecrets.learn(secret);
      return login.store(await fetchTokens(login, {code, redirectUri, verifier}));
    },
  });
  const url = authorizeUrl(login, {state, verifier, redirectUri: server.redirectUri});
  login.show(url);
  const stopExplaining = explainWaiting(login.terminal, server.redirectUri);
  try {
    await Promise.race([server.done, tooLate(), interrupted(login.signal)]);
  } finally {
    stopExplaining();
    server.close();
  }
}

function authorizeUrl(
  {authorizeUrl: base, clientId, scope}: BrowserLogin,
  {state, verifier, redirectUri}: {state: string; verifier: string; redirectUri: string},
): string {
  const url = new URL(base);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

async function fetchTokens(
  {tokenUrl, clientId, clientSecret}: BrowserLogin,
  {code, redirectUri, verifier}: {code: string; redirectUri: string; verifier: string},
): Promise<Tokens> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: clientId,
    ...(clientSecret && {client_secret: clientSecret}),
    code_verifier: verifier,
  });
  const headers = {'content-type': 'application/x-www-form-urlencoded', accept: 'application/json'};
  const http = createHttpClient();
  try {
    const request = {method: 'POST', url: tokenUrl, headers, body: form.toString()} as const;
    const {tokens, answer} = parseTokens((await http.text(request)).body);
    const username = await whoIs(answer, tokenUrl);
    return {...tokens, ...(username !== undefined && {username})};
  } catch (error) {
    throw error instanceof HttpError ? refused(error) : error;
  } finally {
    await http.close();
  }
}

function parseTokens(body: string): {tokens: Tokens; answer: Record<string, unknown>} {
  const answer = parseObject(body);
  learnSecretsOf(answer);
  const {refresh_token, instance_url} = answer;
  if (typeof refresh_token !== 'string' || refresh_token === '') {
    throw configError(
      'The login gave no refresh token: let the External Client App (or connected app) have the scope "Perform requests at any time (refresh_token, offline_access)".',
    );
  }
  const tokens = {refresh_token, ...(typeof instance_url === 'string' && {instance_url})};
  return {tokens, answer};
}

// A proxy may answer with a page of its own.
function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw new ConnectorError({
    failure: 'transient_error',
    message:
      'The login was answered with something else than a token. Check login_url, and whether a proxy or firewall answers in the place of Salesforce; then connect again.',
  });
}

function refused({status, body, message}: HttpError): ConnectorError {
  if (status === 0) return new ConnectorError({failure: 'transient_error', message: `${message}.`});
  const {error, error_description} = readError(body);
  const reason = error_description ?? error ?? `HTTP ${status}`;
  return configError(`The code was not accepted: ${reason}${error ? ` (${error})` : ''}.`);
}

function readError(body: string): {error?: string; error_description?: string} {
  try {
    const {error, error_description} = parseObject(body);
    return {
      ...(typeof error === 'string' && {error}),
      ...(typeof error_description === 'string' && {error_description}),
    };
  } catch {
    return {};
  }
}

function interrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, {once: true});
  });
}

function tooLate(): Promise<never> {
  return new Promise((_, reject) => {
    const error = new ConnectorError({
      failure: 'transient_error',
      message: 'Nobody logged in for ten minutes. Start again when you are ready.',
    });
    setTimeout(() => reject(error), PATIENCE_MS).unref();
  });
}
