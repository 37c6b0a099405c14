import type {FastifyInstance, FastifyRequest} from 'fastify';
import {bodyText} from './body-text.js';
import {decodeBodies} from './decode-bodies.js';
import {parseJson} from './parse-json.js';

/** Reads the bodies clients send: JSON, forms and XML as text, CSV as a stream; each may be compressed. */
export function addBodyParsers(app: FastifyInstance): void {
  decodeBodies(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/json/,
    {parseAs: 'buffer'},
    async (request: FastifyRequest, body: string | Buffer) =>
      parseJson(bodyText(request, Buffer.from(body))),
  );
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    {parseAs: 'string'},
    async (_request: unknown, body: string | Buffer) =>
      Object.fromEntries(new URLSearchParams(String(body))),
  );
  app.addContentTypeParser(
    /^(text|application)\/xml/,
    {parseAs: 'buffer'},
    async (request: FastifyRequest, body: string | Buffer) => bodyText(request, Buffer.from(body)),
  );
  app.addContentTypeParser(
    /^(text\/csv|multipart\/form-data)/,
    async (_request: unknown, payload: unknown) => payload,
  );
}
