import {once} from 'node:events';
import type {Writable} from 'node:stream';

// A pipe holds 64 KB: smaller writes cost more calls, larger ones wait for the reader in halves.
const BATCH_CHARACTERS = 64 * 1024;

/**
 * Writes lines in batches and lets its user wait for the reader. `write` never blocks: after it,
 * await `ready()` (cheap when nothing is waiting) before producing more.
 */
export class LineWriter {
  readonly #stream: Writable;
  #batch = '';
  #failure: Error | undefined;
  #draining: Promise<void> | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', error => {
      this.#failure ??= error;
    });
  }

  write(line: string): void {
    this.#batch += `${line}\n`;
    if (this.#batch.length >= BATCH_CHARACTERS) this.flush();
  }

  /** Hands what is batched to the stream now, without waiting for its reader. */
  flush(): void {
    if (this.#batch === '' || this.#failure) return;
    const batch = this.#batch;
    this.#batch = '';
    this.#stream.write(batch);
  }

  /** Resolves when the reader keeps up; rejects when it is gone. */
  ready(): Promise<void> | undefined {
    if (this.#failure) return Promise.reject(this.#failure);
    if (!this.#stream.writableNeedDrain) return undefined;
    // Several streams may wait at once: they wait together.
    this.#draining ??= this.#drained().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #drained(): Promise<void> {
    const waiting = new AbortController();
    const {signal} = waiting;
    try {
      const events = ['drain', 'close'].map(event => once(this.#stream, event, {signal}));
      await Promise.race(events);
    } finally {
      // The one that did not come must not go on listening: there would be one more at each wait.
      waiting.abort();
    }
    if (this.#failure) throw this.#failure;
  }

  /** Resolves when every line has left this process. */
  async finish(): Promise<void> {
    this.flush();
    if (this.#failure) throw this.#failure;
    await new Promise<void>((resolve, reject) => {
      this.#stream.write('', error => (error ? reject(error) : resolve()));
    });
  }
}
