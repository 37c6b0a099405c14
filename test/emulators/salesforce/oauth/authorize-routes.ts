import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {newest} from '../server/api-versions.js';
import type {AuthorizationCodes} from './authorization-codes.js';
import {BrowserSessions} from './browser-sessions.js';
import {formOf} from './form-of.js';
import {allScopes, type Form, type GrantContext, logIn} from './grants.js';
import {OAuthError} from './oauth-error.js';
import {consentPage, errorPage, loginPage, rootPage} from './pages.js';

const authorizeUrl = '/services/oauth2/authorize';
const wrongPassword =
  "Please check your username and password. If you still can't log in, contact your Salesforce administrator.";

interface Authorization {
  grants: GrantContext;
  codes: AuthorizationCodes;
  sessions: BrowserSessions;
  redirectUris: readonly string[] | undefined;
}

/** The authorization endpoint, with its login page and its consent page. */
export function addAuthorizeRoutes(
  app: FastifyInstance,
  options: Omit<Authorization, 'sessions'>,
): void {
  const authorization = {...options, sessions: new BrowserSessions()};
  app.get('/', async (_request, reply) => html(reply, rootPage(`${newest}.0`)));
  app.get(authorizeUrl, async (request, reply) => authorize(authorization, request, reply));
  app.post('/login', async (request, reply) => login(authorization, formOf(request), reply));
  app.post('/setup/secur/RemoteAccessAuthorizationPage.apexp', async (request, reply) =>
    decide(authorization, request, reply),
  );
}

function authorize(
  authorization: Authorization,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const query = formOf(request);
  const refusal = refusalOf(authorization, query);
  if (refusal) return html(reply.code(400), errorPage(refusal.error, refusal.message));
  const mistake = mistakeIn(query);
  if (mistake) return redirectBack(reply, query, mistake.body);
  const session = authorization.sessions.of(request);
  const prompt = (query.prompt ?? '').split(' ');
  if (!session || prompt.includes('login')) return html(reply, loginPage(request.url));
  if (session.approved.has(query.client_id ?? '') && !prompt.includes('consent'))
    return giveCode(authorization, reply, {query, account: session.account});
  const {confirmation: token, account} = session;
  return html(
    reply,
    consentPage({
      next: request.url,
      token,
      username: account.username,
      scope: query.scope ?? allScopes,
    }),
  );
}

// Errors about the app itself are shown to the user: its redirect URI cannot be trusted with them.
function refusalOf({grants, redirectUris}: Authorization, query: Form): OAuthError | undefined {
  if (query.client_id !== grants.app.clientId && query.client_id !== 'PlatformCLI')
    return new OAuthError('invalid_client_id', 'client identifier invalid');
  const uri = query.redirect_uri ?? '';
  const isAllowed = redirectUris ? redirectUris.includes(uri) : /^\w[\w+.-]*:/.test(uri);
  return isAllowed
    ? undefined
    : new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
}

function mistakeIn(query: Form): OAuthError | undefined {
  if (query.response_type !== 'code')
    return new OAuthError('unsupported_response_type', 'response type not supported');
  const {code_challenge: challenge} = query;
  if (challenge !== undefined && !/^[\w-]{43}$/.test(challenge))
    return new OAuthError(
      'invalid_request',
      'code challenge must be the base64url of a SHA-256 hash',
    );
  if (query.code_challenge_method !== undefined && query.code_challenge_method !== 'S256')
    return new OAuthError('invalid_request', 'code challenge method not supported');
  return undefined;
}

function login({grants, sessions}: Authorization, form: Form, reply: FastifyReply): unknown {
  const next = form.next?.startsWith(authorizeUrl) ? form.next : authorizeUrl;
  const account = logIn(grants.tokens, form.username ?? '', form.pw ?? '');
  if (!account) return html(reply, loginPage(next, wrongPassword));
  sessions.start(account, reply);
  return reply.redirect(withoutLoginPrompt(next), 302);
}

// Otherwise the user would be asked to log in again and again.
function withoutLoginPrompt(path: string): string {
  const url = new URL(path, 'http://localhost');
  const prompts = (url.searchParams.get('prompt') ?? '')
    .split(' ')
    .filter(word => word !== 'login');
  url.searchParams.delete('prompt');
  if (prompts.join('') !== '') url.searchParams.set('prompt', prompts.join(' '));
  return url.pathname + url.search;
}

function decide(
  authorization: Authorization,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const form = formOf(request);
  const session = authorization.sessions.of(request);
  const query = Object.fromEntries(new URLSearchParams(form.next?.split('?')[1]));
  const refusal = refusalOf(authorization, query);
  if (!session || session.confirmation !== form.confirmation || refusal)
    return html(reply.code(400), errorPage('invalid_request', 'the consent form is out of date'));
  if (form.action !== 'allow')
    return redirectBack(
      reply,
      query,
      new OAuthError('access_denied', 'end-user denied authorization').body,
    );
  session.approved.add(query.client_id ?? '');
  return giveCode(authorization, reply, {query, account: session.account});
}

function giveCode(
  {codes}: Authorization,
  reply: FastifyReply,
  {
    query,
    account,
  }: {query: Form; account: NonNullable<ReturnType<BrowserSessions['of']>>['account']},
): unknown {
  const code = codes.give({
    grant: {account, clientId: query.client_id ?? '', scope: query.scope ?? allScopes},
    redirectUri: query.redirect_uri ?? '',
    challenge: query.code_challenge,
  });
  return redirectBack(reply, query, {code});
}

function redirectBack(reply: FastifyReply, query: Form, answer: Record<string, string>): unknown {
  const url = new URL(query.redirect_uri ?? '');
  for (const [key, value] of Object.entries(answer)) url.searchParams.set(key, value);
  if (query.state !== undefined) url.searchParams.set('state', query.state);
  return reply.redirect(url.toString(), 302);
}

function html(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/html;charset=UTF-8').send(text);
}
