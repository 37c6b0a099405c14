import {createServer as createHttpServer, type IncomingMessage} from 'node:http';
import {createServer as createHttpsServer} from 'node:https';
import Fastify, {type FastifyInstance, type FastifyReply, type FastifyRequest} from 'fastify';
import type {Session} from '../session/index.js';
import {toApiError} from './answer-errors.js';
import {readHeaderBytes} from './check-length.js';
import {parseQueryString} from './parse-query-string.js';
import {WireResponse} from './wire-response.js';

export interface Secure {
  key: string;
  cert: string;
}

/** An empty server that takes paths as Salesforce does: without case, with doubled and trailing slashes. */
export function createServer(secure: Secure | undefined): FastifyInstance {
  return Fastify({
    routerOptions: {
      caseSensitive: false,
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
      maxParamLength: 16_384,
      querystringParser: parseQueryString,
    },
    bodyLimit: 200 * 1024 * 1024,
    forceCloseConnections: true,
    rewriteUrl: honourMethodOverride,
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const {status, body} = toApiError(error);
      void reply.code(status).send(body);
    },
    serverFactory: handler =>
      secure
        ? createHttpsServer({...secure, ...options}, handler)
        : createHttpServer(options, handler),
  });
}

const options = {ServerResponse: WireResponse, maxHeaderSize: readHeaderBytes};

// Clients that cannot send PATCH send POST with the method in the query.
function honourMethodOverride(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const method = /[?&]_HttpMethod=(\w+)/i.exec(url)?.[1];
  if (method && request.method === 'POST') request.method = method.toUpperCase();
  return url;
}

/** What the routes of the API are given. */
export interface Api {
  app: FastifyInstance;
  sessionOf(request: FastifyRequest): Session;
}
