import type {Writable} from 'node:stream';

/** The destination no longer reads; it says why itself. */
export class ReaderGone extends Error {}

/**
 * A destination's stdin: takes bytes as fast as the destination does. Until it is opened it holds the messages that no
 * destination has to be started for.
 */
export class DestinationInput {
  /** Whether it waits for the destination now. */
  isWaiting = false;
  readonly #open: () => Promise<Writable>;
  readonly #onTaken: () => void;
  #stream: Writable | undefined;
  #held: string[] = [];
  #isGone = false;
  #wake = () => {};

  /**
   * `open` starts the destination and rejects with `ReaderGone` if that fails; `onTaken` is called each time the
   * destination has taken bytes that were waiting.
   */
  constructor(open: () => Promise<Writable>, onTaken: () => void) {
    this.#open = open;
    this.#onTaken = onTaken;
  }

  get isOpen(): boolean {
    return this.#stream !== undefined;
  }

  async open(): Promise<void> {
    if (this.#stream) return;
    const stream = await this.#open();
    this.#stream = stream;
    const gone = () => {
      this.#isGone = true;
      this.#wake();
    };
    stream.on('error', gone);
    stream.on('close', gone);
    stream.on('drain', () => this.#wake());
    // A destination that ended at once may have closed it before these listeners were added.
    if (stream.destroyed) gone();
    const held = this.#held;
    this.#held = [];
    for (const message of held) await this.#writeTo(stream, message);
  }

  /** Writes a message for which alone no destination has to be started: a status or a state. */
  hold(message: string): Promise<void> | undefined {
    if (this.#stream) return this.#writeTo(this.#stream, message);
    this.#held.push(message);
    return this.#held.length > MAX_HELD ? this.open() : undefined;
  }

  /** Writes records. A promise means: wait for it before writing more. Rejects with `ReaderGone`. */
  write(bytes: Buffer | string): Promise<void> | undefined {
    return this.#stream ? this.#writeTo(this.#stream, bytes) : this.#openAndWrite(bytes);
  }

  end(): void {
    this.#stream?.end();
  }

  async #openAndWrite(bytes: Buffer | string): Promise<void> {
    await this.open();
    await this.write(bytes);
  }

  #writeTo(stream: Writable, bytes: Buffer | string): Promise<void> | undefined {
    if (this.#isGone) return Promise.reject(new ReaderGone());
    return stream.write(bytes) ? undefined : this.#drained();
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

// Messages held before the destination is started all the same.
const MAX_HELD = 1000;
