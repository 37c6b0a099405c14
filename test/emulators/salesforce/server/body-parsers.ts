import {createGunzip} from 'node:zlib';
import type {FastifyInstance} from 'fastify';
import {ApiError} from '../answers/index.js';

/** Reads the bodies clients send: JSON, forms and XML as text, CSV as a stream; each may be gzipped. */
export function addBodyParsers(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (request.headers['content-encoding'] !== 'gzip') return payload;
    delete request.headers['content-length'];
    return payload.pipe(createGunzip());
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/json/,
    {parseAs: 'string'},
    async (_request: unknown, body: string | Buffer) => parseJson(String(body)),
  );
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    {parseAs: 'string'},
    async (_request: unknown, body: string | Buffer) =>
      Object.fromEntries(new URLSearchParams(String(body))),
  );
  app.addContentTypeParser(
    /^(text|application)\/xml/,
    {parseAs: 'string'},
    async (_request: unknown, body: string | Buffer) => String(body),
  );
  app.addContentTypeParser('*', async (_request: unknown, payload: unknown) => payload);
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length);
    throw jsonError(text, at);
  }
}

function jsonError(text: string, at: number): ApiError {
  const before = text.slice(0, at).split('\n');
  const place = `[${before.length},${(before.at(-1)?.length ?? 0) + 1}]`;
  const found = text[at];
  const message = found
    ? `Unexpected character ('${found}' (code ${found.charCodeAt(0)})) at input location ${place}`
    : `Unexpected end-of-input at input location ${place}`;
  return new ApiError(400, 'JSON_PARSER_ERROR', message);
}
