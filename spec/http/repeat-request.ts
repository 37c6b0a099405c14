import {setTimeout as wait} from 'node:timers/promises';
import pRetry from 'p-retry';
import {isNotFound, noSuchHost} from './address-trouble.js';
import {HttpError} from './http-error.js';
import {type HttpRequest, isStream} from './http-request.js';

interface RetryRules {
  retries: number;
  /** The longest that all attempts may take together. */
  limitMs: number;
  onRetry: ((error: HttpError) => void) | undefined;
  isTemporary: (error: HttpError) => boolean;
  /** Whether a host has answered before. */
  wasReached: (host: string) => boolean;
}

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;
// A container's name service may need a second after its start.
const SEARCHES = 3;
// A server that is so slow is asked once more.
const SLOW_ATTEMPTS = 2;
const MIN_REST_MS = 500;
// No call is repeated beyond this, whatever is left of its retries.
const MAX_REPEATING_MS = 10 * 60_000;

/** Attempts a request until it succeeds, or another attempt cannot help, is not safe or exceeds the limit. */
export function repeatRequest<Result>(
  request: HttpRequest,
  rules: RetryRules,
  attempt: (attempts: number, restMs: number) => Promise<Result>,
): Promise<Result> {
  const {retries, limitMs, onRetry} = rules;
  const startedAt = performance.now();
  const elapsedMs = () => performance.now() - startedAt;
  const isWorthIt = (error: unknown, attemptNumber: number): error is HttpError =>
    willRepeat(request, rules, error, attemptNumber) &&
    limitMs - elapsedMs() > Math.max(asked(error), backoff(attemptNumber));
  return pRetry(attempts => attempt(attempts, Math.max(MIN_REST_MS, limitMs - elapsedMs())), {
    retries,
    minTimeout: 0,
    shouldRetry: ({error, attemptNumber}) =>
      elapsedMs() < MAX_REPEATING_MS && isWorthIt(error, attemptNumber),
    onFailedAttempt: async ({error, attemptNumber, retriesLeft}) => {
      if (retriesLeft === 0 || !isWorthIt(error, attemptNumber)) return;
      onRetry?.(error);
      await wait(asked(error) + ((1 + Math.random()) / 2) * backoff(attemptNumber));
    },
  }).catch(error => {
    throw isUnknownHost(request, rules, error) ? noSuchHost(request.url, error) : error;
  });
}

function willRepeat(
  request: HttpRequest,
  rules: RetryRules,
  error: unknown,
  attempt: number,
): error is HttpError {
  if (!(error instanceof HttpError) || isStream(request.body)) return false;
  if (isUnknownHost(request, rules, error) && attempt >= SEARCHES) return false;
  if (error.isTooSlow && attempt >= SLOW_ATTEMPTS) return false;
  return rules.isTemporary(error) || mayRepeat(request, error);
}

// The name of a host that has answered exists, whatever the name service says later.
function isUnknownHost({url}: HttpRequest, {wasReached}: RetryRules, error: unknown): boolean {
  return isNotFound(error) && !wasReached(new URL(url).host);
}

// After 429 nothing was done; after any other failure a POST may have been.
function mayRepeat({method, isRepeatable}: HttpRequest, error: HttpError): boolean {
  if (!error.isRetryable) return false;
  return (isRepeatable ?? (method !== 'POST' && method !== 'PATCH')) || error.status === 429;
}

// The longest that it may be.
function backoff(attempt: number): number {
  return Math.min(2 * FIRST_PAUSE_MS * 2 ** (attempt - 1), MAX_PAUSE_MS);
}

function asked(error: HttpError): number {
  return Math.min(error.retryAfterMs ?? 0, MAX_PAUSE_MS);
}
