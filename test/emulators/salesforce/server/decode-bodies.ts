import {Readable} from 'node:stream';
import {createGunzip, createInflate} from 'node:zlib';
import type {FastifyInstance, FastifyRequest} from 'fastify';
import {ApiError} from '../answers/index.js';

const megabyte = 1024 * 1024;

// Uploads are streamed to a file; anything else is held in memory while it is parsed.
const mostBytes = {upload: 200 * megabyte, other: 50 * megabyte};

const decoders = new Map<string, typeof createGunzip>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
]);

/** Decompresses bodies. What cannot be decompressed is answered with 400, whatever the route. */
export function decodeBodies(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
    if (encoding === '' || encoding === 'identity') return payload;
    // Clients send the header with every request; without a body nothing is there to decompress.
    if (!hasBody(request)) {
      if (['POST', 'PUT', 'PATCH'].includes(request.method)) throw invalid(encoding);
      return payload;
    }
    const create = decoders.get(encoding);
    if (!create) throw invalid(encoding);
    delete request.headers['content-length'];
    const source = payload as Readable;
    const most = /^text\/csv/i.test(request.headers['content-type'] ?? '')
      ? mostBytes.upload
      : mostBytes.other;
    const chunks = decoded(source, create(), {encoding, most});
    return Readable.from(chunks, {objectMode: false});
  });
}

function hasBody({headers}: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

// Nothing is decoded before the body is read: an error that nobody waits for would end the process.
async function* decoded(
  source: Readable,
  decoder: ReturnType<typeof createGunzip>,
  {encoding, most}: {encoding: string; most: number},
): AsyncGenerator<Buffer> {
  source.once('error', error => decoder.destroy(error));
  source.once('close', () => {
    if (!source.readableEnded) decoder.destroy(invalid(encoding));
  });
  source.pipe(decoder);
  let bytes = 0;
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > most) throw tooLarge(most);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof ApiError ? error : invalid(encoding);
  } finally {
    // The connection has to stay open for the answer: the rest of the body is read and forgotten.
    source.unpipe(decoder);
    source.resume();
  }
}

function invalid(encoding: string): ApiError {
  const name = encoding.toUpperCase();
  const message = decoders.has(encoding)
    ? `The Content-Encoding of the message specifices ${name}, but the data is not in valid ${name} format`
    : `The Content-Encoding of the message is not supported: ${encoding}`;
  return new ApiError(400, 'UNKNOWN_EXCEPTION', message);
}

function tooLarge(most: number): ApiError {
  return new ApiError(
    400,
    'UNKNOWN_EXCEPTION',
    `The decompressed body is larger than ${most} bytes`,
  );
}
