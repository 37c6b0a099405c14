import {once} from 'node:events';
import type {Writable} from 'node:stream';

/** The reader of an outlet is gone; why, it says itself. */
export class ReaderGone extends Error {}

/** A connector's stdin: takes bytes as fast as the connector does. */
export class Outlet {
  /** Whether it waits for the connector now. */
  isWaiting = false;
  readonly #stream: Writable;
  readonly #onTaken: () => void;
  #isGone = false;

  /** `onTaken` is called each time the connector has taken what it was waited for. */
  constructor(stream: Writable, onTaken: () => void) {
    this.#stream = stream;
    this.#onTaken = onTaken;
    stream.on('error', () => {
      this.#isGone = true;
    });
    stream.on('close', () => {
      this.#isGone = true;
    });
  }

  /** A promise means: wait for it before writing more. Rejects with ReaderGone. */
  write(bytes: Buffer | string): Promise<void> | undefined {
    if (this.#isGone) return Promise.reject(new ReaderGone());
    return this.#stream.write(bytes) ? undefined : this.#drained();
  }

  end(): void {
    this.#stream.end();
  }

  async #drained(): Promise<void> {
    this.isWaiting = true;
    const settled = new AbortController();
    const {signal} = settled;
    try {
      await Promise.race([
        once(this.#stream, 'drain', {signal}),
        once(this.#stream, 'close', {signal}),
      ]);
    } catch {
      this.#isGone = true;
    } finally {
      settled.abort();
      this.isWaiting = false;
    }
    if (this.#isGone) throw new ReaderGone();
    this.#onTaken();
  }
}
