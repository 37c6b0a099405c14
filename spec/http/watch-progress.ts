export interface ProgressLimits {
  /** How long to wait in sum, in milliseconds, before it is decided whether enough has come. */
  windowMs: number;
  /** How long to wait in sum for all of it, in milliseconds. */
  totalMs: number;
}

/** A server that is too slow to be waited for; its message says what came in which time. */
export class TimeLimitError extends Error {
  readonly code = 'TIME_LIMIT';
}

// Slower than any line that could carry customers: a page of 2 MB would take eleven hours.
const MIN_BYTES_PER_SECOND = 50;

/**
 * Passes a body on and throws when it does not get on: a silence timeout alone lets a byte every twenty seconds keep a
 * program for ever. Only the waiting for the server counts, not the time that the reader takes.
 */
export async function* watchProgress(
  body: AsyncIterable<Buffer>,
  {windowMs, totalMs}: ProgressLimits,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer, void, void> {
  const minBytes = (MIN_BYTES_PER_SECOND * windowMs) / 1000;
  let waited = 0;
  let windowStart = 0;
  let bytes = 0;
  let asked = performance.now();
  for await (const chunk of body) {
    waited += performance.now() - asked;
    bytes += chunk.length;
    onBytes(chunk.length);
    if (waited > totalMs) throw new TimeLimitError(`no end of the answer in ${inSeconds(totalMs)}`);
    if (waited - windowStart >= windowMs) {
      if (bytes < minBytes) throw tooSlow(bytes, waited - windowStart);
      windowStart = waited;
      bytes = 0;
    }
    yield chunk;
    asked = performance.now();
  }
}

export function inSeconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

/** What undici says of a silent server, with how long it was silent; any other error as it is. */
export function explainSilence(cause: unknown, timeoutMs: number): unknown {
  const {code} = (cause ?? {}) as {code?: string};
  if (code !== 'UND_ERR_HEADERS_TIMEOUT' && code !== 'UND_ERR_BODY_TIMEOUT') return cause;
  return new SilenceError(`nothing came in ${inSeconds(timeoutMs)}`, {cause});
}

/** A server that says nothing for too long. */
export class SilenceError extends Error {
  readonly code = 'SILENCE';
}

function tooSlow(bytes: number, milliseconds: number): TimeLimitError {
  return new TimeLimitError(`only ${bytes} bytes of the answer in ${inSeconds(milliseconds)}`);
}
