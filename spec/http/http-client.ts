import type {Readable} from 'node:stream';
import {request as send} from 'undici';
import {proxyRefused, untrusted} from './address-trouble.js';
import {createDispatchers} from './dispatchers.js';
import {HttpError} from './http-error.js';
import type {HttpRequest} from './http-request.js';
import {observeRequest} from './observe-requests.js';
import {openBody} from './open-body.js';
import {parseRetryAfter} from './parse-retry-after.js';
import {readBeginning, readText} from './read-text.js';
import {repeatRequest} from './repeat-request.js';
import {timeLimit} from './time-limit.js';
import {USER_AGENT} from './user-agent.js';
import {explainSilence} from './watch-progress.js';

/** A 2xx response whose body is still being received. */
export interface HttpResponse {
  status: number;
  /** By lower-case name; repeated headers are joined by commas. */
  headers: Record<string, string>;
  /** Decompressed if it came as gzip. Read it to its end, or destroy it. */
  body: Readable;
}

/** A 2xx response with its complete body. */
export interface HttpText {
  status: number;
  /** By lower-case name; repeated headers are joined by commas. */
  headers: Record<string, string>;
  /** Decoded as UTF-8. */
  body: string;
  /** How often the request was sent. If more than once, an earlier attempt may have taken effect. */
  attempts: number;
}

/** Limits and callbacks of a client. All are optional. */
export interface HttpClientOptions {
  /** Called before each request is sent, retries included. */
  onCall?: () => void;
  /** Called before the pause that precedes a retry. */
  onRetry?: (error: HttpError) => void;
  /** How long the server may send nothing, before and during a response, in milliseconds; 120,000 by default. */
  timeoutMs?: number;
  /** The longest that a response read as text may take, in milliseconds, excluding the upload of a large body. */
  totalMs?: number;
  /** How many connections to one host may be open at once; 16 by default. */
  connections?: number;
  /** How often a failed request is retried; 5 by default. */
  retries?: number;
  /** The longest that one call may take, in milliseconds, retries included; for commands for which a person waits. */
  limitMs?: number | undefined;
  /** The default of {@link HttpRequest.accept}. */
  accept?: HttpRequest['accept'];
  /** Whether an error is temporary although its status does not say so, and the request had no effect: it is then retried. */
  isTemporary?: (error: HttpError) => boolean;
}

/** An HTTP client with retries, time limits and proxies. See {@link createHttpClient}. */
export interface HttpClient {
  /** Resolves with a 2xx response. Throws an HttpError for any other status, or when there is no response. */
  stream(request: HttpRequest): Promise<HttpResponse>;
  /** The same, with the whole body as text. */
  text(request: HttpRequest): Promise<HttpText>;
  /** Closes all connections, after the requests under way. */
  close(): Promise<void>;
}

// More of an error's body is of no use to anyone.
const ERROR_BODY_BYTES = 4000;
// A whole answer takes two minutes at most, where the other side ends what takes longer itself.
const TOTAL_MS = 5 * 60_000;
// An upload has as long as the slowest line that could be meant needs for it.
const MIN_UPLOAD_BYTES_PER_MS = 20;
// Result pages of some hundred megabytes are legitimate; only the waiting for the server counts.
const STREAM_TOTAL_MS = 60 * 60_000;
// A small answer that does not get on in this time is stuck; a stream may have its pauses.
const TEXT_WINDOW_MS = 20_000;
const STREAM_WINDOW_MS = 60_000;
// Of a limit, what may be waited for a connection; then there is time to say that there is none.
const CONNECT_SHARE = 0.8;

/**
 * Creates an HTTP client that reuses connections, honors the proxy variables of the environment, and
 * limits every request in time. It retries when there is no response, and after 408, 420, 425, 429 and
 * 5xx: after `Retry-After`, otherwise after 0.5 s, doubling, with jitter. It does not follow redirects,
 * so that credentials are sent only where the config says.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const {onCall, onRetry, timeoutMs = 120_000, connections = 16, retries = 5} = options;
  const {totalMs = Math.max(TOTAL_MS, timeoutMs * 2), accept = () => true} = options;
  const {limitMs = Number.POSITIVE_INFINITY} = options;
  const isTemporary = options.isTemporary ?? (() => false);
  const reached = new Set<string>();
  const dispatchers = createDispatchers({
    connections,
    timeoutMs,
    connectMs: limitMs * CONNECT_SHARE,
  });

  async function once(request: HttpRequest, limits: OnceLimits): Promise<Answer> {
    onCall?.();
    const {method, url, body = null} = request;
    const headers = {'user-agent': USER_AGENT, ...request.headers};
    const through = dispatchers.proxyHost(url);
    const dispatcher = dispatchers.to(url);
    const {signal = null} = limits;
    const observed = observeRequest(method, url);
    const answer = await send(url, {dispatcher, method, headers, body, signal}).catch(thrown => {
      observed(0);
      const cause = explainSilence(thrown, timeoutMs);
      const trouble = untrusted(url, cause) ?? proxyRefused(cause, through);
      throw trouble ?? new HttpError({method, url, status: 0, body: '', cause, through});
    });
    observed(answer.statusCode);
    reached.add(new URL(url).host);
    const flat = flatten(answer.headers);
    const {content, receivedBytes} = openBody(answer.body, flat['content-encoding'], {
      windowMs: Math.min(limits.windowMs, timeoutMs),
      totalMs: limits.totalMs,
    });
    const {statusCode: status} = answer;
    if (status < 300) return {status, headers: flat, body: content, receivedBytes};
    const text = await readBeginning(content, ERROR_BODY_BYTES).catch(() => '');
    const retryAfterMs = parseRetryAfter(flat['retry-after']);
    throw new HttpError({method, url, status, body: text, retryAfterMs});
  }

  async function onceAsText(
    request: HttpRequest,
    attempts: number,
    restMs: number,
  ): Promise<HttpText> {
    const ownMs = Math.min(totalMs + uploadMs(request), restMs);
    const timer = timeLimit(ownMs);
    try {
      const answer = await once(request, {
        signal: timer.signal,
        totalMs: ownMs,
        windowMs: TEXT_WINDOW_MS,
      });
      const {status, headers, receivedBytes} = answer;
      const body = await readText(answer.body, receivedBytes).catch(thrown => {
        throw noAnswer(request, explainSilence(thrown, timeoutMs));
      });
      const isAccepted = (request.accept ?? accept)(body);
      if (isAccepted) return {status, headers, body, attempts};
      const {method, url} = request;
      throw new HttpError({method, url, status, body: body.slice(0, ERROR_BODY_BYTES)});
    } finally {
      timer.clear();
    }
  }

  const wasReached = (host: string) => reached.has(host);
  const rules = {retries, limitMs, onRetry, isTemporary, wasReached};
  return {
    stream: request =>
      repeatRequest(request, rules, () =>
        once(request, {totalMs: STREAM_TOTAL_MS, windowMs: STREAM_WINDOW_MS}),
      ),
    text: request =>
      repeatRequest(request, rules, (attempts, restMs) => onceAsText(request, attempts, restMs)),
    close: () => dispatchers.close(),
  };
}

interface OnceLimits {
  signal?: AbortSignal;
  totalMs: number;
  windowMs: number;
}

interface Answer extends HttpResponse {
  /** How many bytes of the body have come so far, before decompression. */
  receivedBytes: () => number;
}

function noAnswer({method, url}: HttpRequest, cause: unknown): HttpError {
  return new HttpError({method, url, status: 0, body: '', cause});
}

function uploadMs({body, headers = {}}: HttpRequest): number {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body.length : 0;
  return Math.max(bytes, Number(headers['content-length']) || 0) / MIN_UPLOAD_BYTES_PER_MS;
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]);
  return Object.fromEntries(entries);
}
