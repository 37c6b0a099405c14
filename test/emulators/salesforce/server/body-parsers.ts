import type {FastifyInstance} from 'fastify';
import {decodeBodies} from './decode-bodies.js';
import {parseJson} from './parse-json.js';

/** Reads the bodies clients send: JSON, forms and XML as text, CSV as a stream; each may be compressed. */
export function addBodyParsers(app: FastifyInstance): void {
  decodeBodies(app);
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
  app.addContentTypeParser(
    /^(text\/csv|multipart\/form-data)/,
    async (_request: unknown, payload: unknown) => payload,
  );
}
