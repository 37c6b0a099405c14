import type {Writable} from 'node:stream';

/** The reader of an outlet is gone; why, it says itself. */
export class ReaderGone extends Error {}

/** A connector's stdin: takes bytes as fast as the connector does. */
export class DestinationInput {
  /** Whether it waits for the connector now. */
  isWaiting = false;
  readonly #stream: Writable;
  readonly #onTaken: () => void;
  #isGone = false;
  #wake = () => {};

  /** `onTaken` is called each time the connector has taken what it was waited for. */
  constructor(stream: Writable, onTaken: () => void) {
    this.#stream = stream;
    this.#onTaken = onTaken;
    const gone = () => {
      this.#isGone = true;
      this.#wake();
    };
    stream.on('error', gone);
    stream.on('close', gone);
    stream.on('drain', () => this.#wake());
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
    await new Promise<void>(resolve => {
      this.#wake = resolve;
    });
    this.isWaiting = false;
    if (this.#isGone) throw new ReaderGone();
    this.#onTaken();
  }
}
