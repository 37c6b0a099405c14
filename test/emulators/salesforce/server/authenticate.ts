import type {FastifyInstance, FastifyRequest} from 'fastify';
import {insideHeader} from '../../control/index.js';
import {ApiError} from '../answers/index.js';
import type {Context} from '../context.js';
import {isToolingObject} from '../objects/index.js';
import type {Session} from '../session/index.js';
import {checkVersion} from './api-versions.js';

/** Checks the token of every API call, counts the call, and keeps who makes it for `sessionOf`. */
export function authenticateCalls(
  app: FastifyInstance,
  context: Context,
): (request: FastifyRequest) => Session {
  const sessions = new WeakMap<FastifyRequest, Session>();
  app.addHook('onRequest', async (request, reply) => {
    const version = versionOf(request.url);
    if (version === undefined) return;
    const session = readSession(context, request, version);
    sessions.set(request, session);
    if (!isInside(request)) countCall(context, reply);
    checkVersion(version);
  });
  return request => {
    const session = sessions.get(request);
    if (!session) throw invalidSession();
    return session;
  };
}

/** The version in the path of an API call, undefined for other paths. */
function versionOf(url: string): string | undefined {
  return /^\/+services\/+data\/+([^/?]+)/i.exec(url)?.[1];
}

function readSession(context: Context, request: FastifyRequest, version: string): Session {
  const header = request.headers.authorization ?? '';
  const token = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(header)?.[1];
  if (header !== '' && token === undefined)
    throw new ApiError(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
  const session = token === undefined ? undefined : sessionFor(context, request, {token, version});
  if (!session) throw invalidSession();
  return session;
}

/** The session of a call with this token; undefined when the token is not good. */
export function sessionFor(
  {org, tokens}: Context,
  request: FastifyRequest,
  {token, version}: {token: string; version: string},
): Session | undefined {
  const account = tokens.accountOf(token);
  if (!account) return undefined;
  const {conditions} = org;
  const {userId} = account;
  return {
    org,
    token,
    userId,
    version: version.replace(/^v/i, ''),
    typeOf: isTooling(request.url)
      ? account.typeOf
      : name => (isToolingObject(name) ? undefined : account.typeOf(name)),
    autoAssign: String(request.headers['sforce-auto-assign'] ?? 'TRUE'),
    showsEncrypted: conditions.showsEncrypted,
    isVisible: (table, position) =>
      org.isVisible(table, position) && !conditions.isHidden(userId, table, position),
  };
}

function isTooling(url: string): boolean {
  return /^\/+services\/+data\/+[^/]+\/+tooling\b/i.test(url);
}

function countCall({usage}: Context, reply: {header(name: string, value: string): unknown}): void {
  try {
    usage.take();
  } finally {
    reply.header('Sforce-Limit-Info', usage.header);
  }
}

function isInside(request: FastifyRequest): boolean {
  return request.headers[insideHeader] !== undefined;
}

function invalidSession(): ApiError {
  return new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
}
