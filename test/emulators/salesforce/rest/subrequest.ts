import type {FastifyInstance, FastifyRequest} from 'fastify';
import {insideHeader} from '../../control/index.js';
import {notFound} from '../answers/index.js';
import {unreadable} from './read-list.js';

export interface Subrequest {
  method: string;
  /** `/services/data/v62.0/...`, or from the version on. */
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Subanswer {
  status: number;
  headers: Record<string, string>;
  /** Null when the answer has none. */
  body: unknown;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

/** Checks the method and the URL of a call that came inside another one. */
export function readCall({method, url}: {method?: unknown; url?: unknown}): Subrequest {
  if (typeof url !== 'string') throw unreadable('a subrequest has no url');
  if (typeof method !== 'string' || !methods.includes(method.toUpperCase()))
    throw unreadable(`a subrequest has the method ${String(method)}`);
  return {method, url};
}

/** Makes a call that came inside another one, for the same caller; it is not counted again. */
export async function callInside(
  app: FastifyInstance,
  outer: FastifyRequest,
  {method, url, body, headers}: Subrequest,
): Promise<Subanswer> {
  const path = url.startsWith('/') ? url : `/services/data/${url}`;
  if (!/^\/+services\/+data\//i.test(path))
    return {status: 404, headers: {}, body: notFound().body};
  const answer = await app.inject({
    method: method.toUpperCase() as 'GET',
    url: path,
    headers: {
      ...kept(outer),
      ...headers,
      authorization: outer.headers.authorization ?? '',
      [insideHeader]: '1',
    },
    ...(body === undefined || body === null ? {} : {payload: body as object}),
  });
  const text = answer.body;
  const location = answer.headers.location;
  return {
    status: answer.statusCode,
    headers: typeof location === 'string' ? {Location: location} : {},
    body: text === '' ? null : parsed(text),
  };
}

// What the outer call says of assignment rules holds for the calls inside.
function kept({headers}: FastifyRequest): Record<string, string> {
  const autoAssign = headers['sforce-auto-assign'];
  return typeof autoAssign === 'string' ? {'sforce-auto-assign': autoAssign} : {};
}

// A call may lead to a page or to a CSV.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
