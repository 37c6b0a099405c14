import {Readable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import pRetry from 'p-retry';
import {Agent, request as send} from 'undici';
import {isNotFound, noSuchHost, untrusted} from './address-trouble.js';
import {gunzip} from './gunzip.js';
import {HttpError} from './http-error.js';
import {parseRetryAfter} from './parse-retry-after.js';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  /** A stream is sent once: a request with one is never repeated. */
  body?: string | Buffer | Readable;
  /** Whether sending it twice does no harm; by default so for all but POST and PATCH. */
  isRepeatable?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  /** Decompressed, if it came as gzip. Must be read to its end or destroyed. */
  body: Readable;
}

/** An answer read to its end. */
export interface HttpText {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** How often the request was sent: after more than once, an earlier one may have been done. */
  attempts: number;
}

export interface HttpClientOptions {
  /** Called before each request on the wire, repetitions included. */
  onCall?: () => void;
  /** Called before the pause after which a request is sent again. */
  onRetry?: (error: HttpError) => void;
  /** How long the server may be silent, before and within an answer. */
  timeoutMs?: number;
  connections?: number;
  retries?: number;
  /** Names refusals that pass with time although their status does not say so; nothing was done. */
  isTemporary?: (error: HttpError) => boolean;
}

export interface HttpClient {
  /** Resolves with a 2xx answer. Throws an HttpError for any other, or when there is none. */
  stream(request: HttpRequest): Promise<HttpResponse>;
  /** The same with the body read, as text. */
  text(request: HttpRequest): Promise<HttpText>;
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
// A container's name service may need a second after its start.
const SEARCHES = 3;
// More of an error's body is of no use to anyone.
const ERROR_BODY_CHARACTERS = 4000;

/**
 * HTTP with reused connections, a timeout, and repetition of what can succeed: no answer, 408, 420,
 * 425, 429, 5xx; after `Retry-After`, else after 0.5 s, doubling, with jitter. Redirects are not followed, so that
 * credentials go only where the config sends them.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const {onCall, onRetry, timeoutMs = 120_000, connections = 16, retries = 5} = options;
  const isTemporary = options.isTemporary ?? (() => false);
  // The name of a host that has answered exists, whatever the name service says later.
  const reached = new Set<string>();
  const dispatcher = new Agent({connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs});

  async function once(request: HttpRequest): Promise<HttpResponse> {
    onCall?.();
    const {method, url, headers = {}, body = null} = request;
    const answer = await send(url, {dispatcher, method, headers, body}).catch(cause => {
      throw untrusted(url, cause) ?? new HttpError({method, url, status: 0, body: '', cause});
    });
    reached.add(new URL(url).host);
    const flat = flatten(answer.headers);
    const content = decompressed(answer.body, flat['content-encoding']);
    if (answer.statusCode < 300) return {status: answer.statusCode, headers: flat, body: content};
    const text = await readText(request, content).catch(() => '');
    throw new HttpError({
      method,
      url,
      status: answer.statusCode,
      body: text.slice(0, ERROR_BODY_CHARACTERS),
      retryAfterMs: parseRetryAfter(flat['retry-after']),
    });
  }

  function repeated<Result>(
    request: HttpRequest,
    attempt: (attempts: number) => Promise<Result>,
  ): Promise<Result> {
    return pRetry(attempt, {
      retries,
      minTimeout: FIRST_PAUSE_MS,
      maxTimeout: LONGEST_PAUSE_MS,
      randomize: true,
      shouldRetry: ({error, attemptNumber}) => willRepeat(request, error, attemptNumber),
      onFailedAttempt: async ({error, attemptNumber, retriesLeft}) => {
        if (retriesLeft === 0 || !willRepeat(request, error, attemptNumber)) return;
        onRetry?.(error);
        if (error.retryAfterMs) await wait(Math.min(error.retryAfterMs, LONGEST_PAUSE_MS));
      },
    }).catch(error => {
      throw isUnknownHost(request, error) ? noSuchHost(request.url) : error;
    });
  }

  function isUnknownHost({url}: HttpRequest, error: unknown): boolean {
    return isNotFound(error) && !reached.has(new URL(url).host);
  }

  function willRepeat(request: HttpRequest, error: unknown, attempt: number): error is HttpError {
    if (!(error instanceof HttpError) || isStream(request.body)) return false;
    if (isUnknownHost(request, error) && attempt >= SEARCHES) return false;
    return isTemporary(error) || mayRepeat(request, error);
  }

  return {
    stream: request => repeated(request, () => once(request)),
    text: request =>
      repeated(request, async attempts => {
        const {status, headers, body} = await once(request);
        return {status, headers, body: await readText(request, body), attempts};
      }),
    close: () => dispatcher.close(),
  };
}

function decompressed(body: Readable, encoding: string | undefined): Readable {
  if (encoding !== 'gzip') return body;
  const content = Readable.from(gunzip(body), {objectMode: false});
  // Also when nothing of it was ever asked for.
  return content.once('close', () => body.destroy());
}

async function readText({method, url}: HttpRequest, body: Readable): Promise<string> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  } catch (cause) {
    throw new HttpError({method, url, status: 0, body: '', cause});
  }
}

// After 429 nothing was done; after any other failure a POST may have been.
function mayRepeat({method, isRepeatable}: HttpRequest, error: HttpError): boolean {
  if (!error.isRetryable) return false;
  return (isRepeatable ?? (method !== 'POST' && method !== 'PATCH')) || error.status === 429;
}

function isStream(body: HttpRequest['body']): boolean {
  return body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body);
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]);
  return Object.fromEntries(entries);
}
