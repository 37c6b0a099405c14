import type {IncomingMessage, RequestListener, ServerResponse} from 'node:http';
import type {EventStore} from '../store/event-store.js';
import {findBodyProblem} from './find-body-problem.js';
import type {RateLimiter} from './rate-limiter.js';
import {type BodyLimits, readBody} from './read-body.js';
import type {RejectionLog} from './rejection-log.js';
import {isSigned, type Verifier} from './verifier.js';

export interface Handling extends BodyLimits {
  /** The path of deliveries. */
  path: string;
  store: Pick<EventStore, 'store' | 'probe'>;
  /** Looked up for each request: it may be exchanged. */
  verifier(): Verifier;
  rate: RateLimiter;
  rejections: RejectionLog;
  /** Whether the last address in X-Forwarded-For is the client: a proxy of the user's adds it. */
  trustsProxy: boolean;
  /** After so many milliseconds without an event being durable, the answer is 503. */
  answerWithinMs: number;
}

interface Answer {
  status: number;
  message?: string;
}

const STORED: Answer = {status: 204};
const UNAVAILABLE: Answer = {status: 503, message: 'The event cannot be stored now'};

/** Answers deliveries and questions about health. */
export function handleDeliveries(handling: Handling): RequestListener {
  return (request, response) => {
    void answerRequest(handling, request).then(answer => send(request, response, answer));
  };
}

async function answerRequest(handling: Handling, request: IncomingMessage): Promise<Answer> {
  const {path, rate, rejections} = handling;
  const [asked] = (request.url ?? '').split('?');
  if (asked === '/healthz') return answerHealth(handling, request.method);
  if (asked !== path) return {status: 404, message: `Deliveries are received at ${path}`};
  if (request.method !== 'POST') return {status: 405, message: 'Deliveries are sent with POST'};
  const address = addressOf(request, handling.trustsProxy);
  const answer = rate.take(address)
    ? await answerDelivery(handling, request)
    : {status: 429, message: 'Too many requests'};
  if (answer.status >= 400) rejections.add(answer, address);
  return answer;
}

async function answerHealth({store, answerWithinMs}: Handling, method = ''): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return {status: 405, message: 'Use GET'};
  const isHealthy = store.probe().then(
    () => true,
    () => false,
  );
  return (await within(answerWithinMs, isHealthy)) ? {status: 200, message: 'ok'} : UNAVAILABLE;
}

async function answerDelivery(handling: Handling, request: IncomingMessage): Promise<Answer> {
  if (!isSigned(request.headers)) return {status: 401, message: 'The signature is missing'};
  if (request.headers['content-encoding']) {
    return {status: 415, message: 'The body must not be compressed'};
  }
  const {body, done} = await readBody(request, handling);
  try {
    if ('text' in body) return await receive(handling, request, body.text);
  } finally {
    done();
  }
  if (body.problem === 'too large') {
    return {status: 413, message: `The body has more than ${handling.maxBytes} bytes`};
  }
  if (body.problem === 'no room') return UNAVAILABLE;
  return {status: 400, message: 'The body was cut off'};
}

async function receive(
  {verifier, store, answerWithinMs}: Handling,
  {headers}: IncomingMessage,
  body: string,
): Promise<Answer> {
  const verified = verifier().verify(headers, body);
  if ('problem' in verified) return {status: 401, message: verified.problem};
  const problem = findBodyProblem(body);
  if (problem !== undefined) return {status: 400, message: problem};
  const isStored = store.store({id: verified.id, body}).then(
    () => true,
    () => false,
  );
  return (await within(answerWithinMs, isStored)) ? STORED : UNAVAILABLE;
}

/** What a promise resolves with, or undefined when that takes longer. */
async function within<Result>(ms: number, promise: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function addressOf({headers, socket}: IncomingMessage, trustsProxy: boolean): string {
  const forwarded = headers['x-forwarded-for'];
  const last =
    trustsProxy &&
    String(forwarded ?? '')
      .split(',')
      .at(-1)
      ?.trim();
  return last || (socket.remoteAddress ?? 'unknown');
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const {status, message} = answer;
  // Unread, a body would be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  if (status === 429 || status === 503) response.setHeader('retry-after', '1');
  if (status === 405) response.setHeader('allow', 'POST');
  const text = message === undefined ? '' : `${JSON.stringify({message})}\n`;
  if (text) response.setHeader('content-type', 'application/json');
  response.writeHead(status).end(text);
}
