import {Readable} from 'node:stream';
import {promisify} from 'node:util';
import {constants, createGzip, gzip} from 'node:zlib';
import type {FastifyInstance} from 'fastify';

const zip = promisify(gzip);
const options = {level: constants.Z_BEST_SPEED};
const worthIt = 2048;

/** Gzips answers for clients that accept it. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return payload;
    if (payload instanceof Readable) {
      reply.header('content-encoding', 'gzip').removeHeader('content-length');
      return payload.pipe(createGzip(options));
    }
    if (typeof payload !== 'string' || payload.length < worthIt) return payload;
    reply.header('content-encoding', 'gzip');
    return zip(payload, options);
  });
}
