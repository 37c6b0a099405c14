import type {Writable} from 'node:stream';

// A pipe holds 64 KB: smaller writes cost more calls, larger ones wait for the reader in halves.
const BATCH_BYTES = 64 * 1024;
const MAX_SPARE = 4;
// The most bytes that a character of a JavaScript string takes in UTF-8.
const MAX_CHARACTER = 3;
const LINE_FEED = 0x0a;

/**
 * Writes lines in batches and lets its user wait for the reader. Writing never blocks: after it,
 * await `ready()` (cheap when nothing is waiting) before producing more.
 */
export class LineWriter {
  readonly #stream: Writable;
  // Batches that have left are used again: a new buffer for each would pile up before it is collected.
  readonly #spare: Buffer[] = [];
  #batch: Buffer = Buffer.allocUnsafe(BATCH_BYTES);
  #length = 0;
  #failure: Error | undefined;
  #draining: Promise<void> | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', error => {
      this.#failure ??= error;
    });
  }

  /** Adds a line to the batch; `line` has no line feed. Wait for `ready` now and then. */
  write(line: string): void {
    const room = line.length * MAX_CHARACTER + 1;
    if (room > BATCH_BYTES - this.#length) {
      if (room > BATCH_BYTES) {
        this.append(Buffer.from(`${line}\n`));
        return;
      }
      this.flush();
    }
    this.#length += this.#batch.write(line, this.#length);
    this.#batch[this.#length++] = LINE_FEED;
  }

  /** Adds a part of a line, in UTF-8; the last part ends with a line feed. */
  append(part: Uint8Array): void {
    let {length} = part;
    let rest = part;
    while (length > BATCH_BYTES - this.#length) {
      const fitting = BATCH_BYTES - this.#length;
      this.#batch.set(rest.subarray(0, fitting), this.#length);
      this.#length = BATCH_BYTES;
      this.flush();
      rest = rest.subarray(fitting);
      ({length} = rest);
    }
    this.#batch.set(rest, this.#length);
    this.#length += length;
  }

  /** Hands what is batched to the stream now, without waiting for its reader. */
  flush(): void {
    if (this.#length === 0) return;
    const batch = this.#batch;
    const filled = batch.subarray(0, this.#length);
    this.#length = 0;
    if (this.#failure) return;
    this.#batch = this.#spare.pop() ?? Buffer.allocUnsafe(BATCH_BYTES);
    this.#stream.write(filled, () => {
      if (this.#spare.length < MAX_SPARE) this.#spare.push(batch);
    });
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
    const stream = this.#stream;
    // Whichever comes, the other must not go on listening: there would be one more at each wait.
    await new Promise<void>(resolve => {
      const proceed = () => {
        stream.off('drain', proceed).off('close', proceed);
        resolve();
      };
      stream.on('drain', proceed).on('close', proceed);
    });
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
