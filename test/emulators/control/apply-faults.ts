import {Readable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import type {FaultBook, StoredFault} from './fault-book.js';

/** Makes the plain HTTP troubles: those before the work in `onRequest`, those after it in `onSend`. */
export function applyFaults(
  app: FastifyInstance,
  faults: FaultBook,
  isFaulted: (request: FastifyRequest) => boolean,
): void {
  const struck = new WeakMap<FastifyRequest, StoredFault>();
  app.addHook('onRequest', async (request, reply) => {
    const fault = isFaulted(request) ? faults.take(undefined, subjectOf(request)) : undefined;
    if (!fault) return;
    struck.set(request, fault);
    await strikeBefore(fault, request, reply);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const fault = struck.get(request);
    return fault ? strikeAfter(fault, request, reply, payload) : payload;
  });
}

function subjectOf(request: FastifyRequest) {
  const [path = ''] = request.url.split('?');
  return {method: request.method, routes: [request.routeOptions.url ?? '', path, request.url]};
}

async function strikeBefore(fault: StoredFault, request: FastifyRequest, reply: FastifyReply) {
  if (fault.delayMs) await wait(fault.delayMs);
  if (fault.drop) {
    reply.hijack();
    request.raw.socket.destroy();
  } else if (fault.answer) {
    const {status, body, headers} = fault.answer;
    await reply
      .code(status)
      .headers(headers ?? {})
      .send(body ?? '');
  }
}

function strikeAfter(
  fault: StoredFault,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): unknown {
  if (fault.loseReply) {
    if (payload instanceof Readable) payload.destroy();
    request.raw.socket.destroy();
    return '';
  }
  if (fault.cutAfterBytes === undefined) return payload;
  reply.removeHeader('content-length');
  return Readable.from(cut(payload, fault.cutAfterBytes, () => request.raw.socket.destroy()));
}

async function* cut(payload: unknown, bytes: number, close: () => void): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunksOf(payload)) {
    const piece = Buffer.from(chunk as string).subarray(0, left);
    left -= piece.length;
    if (piece.length > 0) yield piece;
    if (left === 0) break;
  }
  // What was written above has to reach the socket before it is closed.
  await wait(20);
  close();
}

function chunksOf(payload: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  if (payload instanceof Readable) return payload;
  return payload ? [payload] : [];
}
