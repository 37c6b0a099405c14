/** An HTTP exchange that did not succeed, with everything a decision needs, decided once. */
export class HttpError extends Error {
  readonly method: string;
  /** Without the query: it may hold customers' data. */
  readonly url: string;
  /** 0 when there was no answer. */
  readonly status: number;
  /** The answer's beginning, as text; empty when there was no answer. */
  readonly body: string;
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
  }: {
    method: string;
    url: string;
    status: number;
    body: string;
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    const outcome = status === 0 ? `no answer (${reasonOf(cause)})` : `HTTP ${status}`;
    super(`${method} ${withoutQuery(url)}: ${outcome}`, {cause});
    this.name = 'HttpError';
    this.method = method;
    this.url = withoutQuery(url);
    this.status = status;
    this.body = body;
    this.retryAfterMs = retryAfterMs;
    this.isRetryable = status === 0 || status >= 500 || RETRYABLE.has(status);
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

function reasonOf(cause: unknown): string {
  const {code, message} = (cause ?? {}) as {code?: string; message?: string};
  return code ?? message ?? 'unknown';
}
