import {describePage} from './describe-page.js';
import {explainNoAnswer} from './explain-no-answer.js';
import {TooLargeError} from './read-text.js';
import {TimeLimitError} from './watch-progress.js';

/** An HTTP exchange that did not succeed, with everything a decision needs, decided once. */
export class HttpError extends Error {
  readonly method: string;
  /** Without the query: it may hold customers' data. */
  readonly url: string;
  /** 0 when there was no answer. */
  readonly status: number;
  /** The answer's beginning, as text; empty when there was no answer. */
  readonly body: string;
  /** Whether the status says success and the body is none of the other side, such as a proxy's page. */
  readonly isBroken: boolean;
  /** Whether it was too slow to be waited for. */
  readonly isTooSlow: boolean;
  /** Whether the same request can succeed later. */
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** When more calls are served again, if it was refused for being one too many. */
  readonly limit: {resetsAt: Date | undefined} | undefined;

  constructor({
    method,
    url,
    status,
    body,
    retryAfterMs,
    cause,
    through,
  }: {
    method: string;
    url: string;
    status: number;
    body: string;
    retryAfterMs?: number | undefined;
    cause?: unknown;
    /** The host of a proxy in between. */
    through?: string | undefined;
  }) {
    const isBroken = status >= 200 && status < 300;
    const said = isBroken ? `, but the answer is ${describePage(body)}` : '';
    const reason =
      reasonOf(cause) + (through === undefined ? '' : `, through the proxy ${through}`);
    const advice = explainNoAnswer(url, cause);
    const noAnswer = `no answer (${reason})${advice === undefined ? '' : `: ${advice}`}`;
    const outcome = status === 0 ? noAnswer : `HTTP ${status}${said}`;
    super(`${method} ${withoutQuery(url)}: ${outcome}`, {cause});
    this.name = 'HttpError';
    this.method = method;
    this.url = withoutQuery(url);
    this.status = status;
    this.body = body;
    this.retryAfterMs = retryAfterMs;
    this.isBroken = isBroken;
    this.isTooSlow = cause instanceof TimeLimitError;
    const isTooLarge = cause instanceof TooLargeError;
    this.isRetryable =
      (status === 0 && !isTooLarge) || isBroken || status >= 500 || RETRYABLE.has(status);
    const resetsAt = retryAfterMs === undefined ? undefined : new Date(Date.now() + retryAfterMs);
    this.limit = LIMITED.has(status) ? {resetsAt} : undefined;
  }
}

// 420 is what Salesforce answers when it is asked too fast.
const RETRYABLE = new Set([408, 420, 425, 429]);

// 403 is how Salesforce says that too many calls are under way.
const LIMITED = new Set([403, 420, 429]);

function withoutQuery(url: string): string {
  return url.split('?')[0] ?? url;
}

// These errors of ours say in their message what happened.
const OWN_CODES = new Set(['TIME_LIMIT', 'TOO_LARGE', 'SILENCE']);

function reasonOf(cause: unknown): string {
  const {code, message} = (cause ?? {}) as {code?: string; message?: string};
  if (code === undefined || OWN_CODES.has(code)) return message ?? 'unknown';
  return code;
}
