import type {FastifyInstance, FastifyRequest} from 'fastify';
import {isRecord} from '../dml/index.js';
import {parseXml} from '../xml/index.js';
import {AsyncError} from './async-error.js';
import {type Json, wantsJson} from './async-format.js';

const mostBytes = 10 * 1024 * 1024;

/** Every body is text here: a query comes with the content type of its results. */
export function readBodiesAsText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    {parseAs: 'string', bodyLimit: mostBytes},
    async (_request: unknown, body: string | Buffer) => String(body),
  );
}

/** The `jobInfo` in the body of a call, in JSON or XML. */
export function readJobBody(request: FastifyRequest): Json {
  const text = contentOf(request);
  const body = wantsJson(request) ? jsonIn(text) : xmlIn(text);
  if (body) return body;
  throw new AsyncError('InvalidJob', 'The body is not a jobInfo in JSON or XML');
}

export function contentOf({body}: FastifyRequest): string {
  return typeof body === 'string' ? body : '';
}

function jsonIn(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function xmlIn(text: string): Json | undefined {
  const root = parseXml(text);
  if (root?.name !== 'jobInfo') return undefined;
  return Object.fromEntries(root.children.map(child => [child.name, child.text.trim()]));
}
