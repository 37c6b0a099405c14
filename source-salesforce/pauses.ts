import type {HttpError} from '../spec/http/index.js';
import type {ReadEvent} from '../spec/index.js';

/** Tells the streams that are being read when Salesforce makes the connector wait. */
export class Pauses {
  readonly #listeners = new Set<(pause: ReadEvent) => void>();

  /** What the client says of a call that it will repeat; only refusals to serve more calls now are told on. */
  announce({status, retryAfterMs}: HttpError): void {
    if (!LIMITED.has(status)) return;
    const pause: ReadEvent = {
      kind: 'rate-limited',
      ...(retryAfterMs !== undefined && {resetsAt: new Date(Date.now() + retryAfterMs)}),
    };
    for (const listener of this.#listeners) listener(pause);
  }

  /** The same events, and the pauses between them as they happen. */
  async *among(events: AsyncIterable<ReadEvent>): AsyncGenerator<ReadEvent> {
    let heard: ReadEvent | undefined;
    let wake = () => {};
    const listener = (pause: ReadEvent) => {
      heard = pause;
      wake();
    };
    this.#listeners.add(listener);
    const iterator = events[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = iterator.next();
        let isSettled = false;
        const settled = next.then(noop, noop).then(() => {
          isSettled = true;
        });
        while (!isSettled) {
          await Promise.race([settled, new Promise<void>(resolve => (wake = resolve))]);
          if (heard) yield heard;
          heard = undefined;
        }
        const {done, value} = await next;
        if (done) return;
        yield value;
      }
    } finally {
      this.#listeners.delete(listener);
      await iterator.return?.();
    }
  }
}

// 403 is how Salesforce says that too many calls are under way.
const LIMITED = new Set([403, 420, 429]);

function noop(): void {}
