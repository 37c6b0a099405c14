import {closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

// Few system calls, and little memory while it fills.
const BUFFER_BYTES = 256 * 1024;

/**
 * Texts kept on the disk instead of in memory, read back by number. The file has no name: it is
 * customers' data, and nothing of it stays when the process ends, however it ends.
 */
export class Spool {
  readonly #file: number;
  readonly #ends: number[] = [];
  #buffer: Buffer = Buffer.allocUnsafe(0);
  // One for all reads: a buffer for each would be a lot of garbage.
  #scratch: Buffer = Buffer.allocUnsafe(0);
  #used = 0;
  #written = 0;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'destination-salesforce-'));
    this.#file = openSync(join(folder, 'spool'), 'wx+', 0o600);
    rmSync(folder, {recursive: true});
  }

  get length(): number {
    return this.#ends.length;
  }

  get bytes(): number {
    return this.#written + this.#used;
  }

  /** Keeps a text and returns its number, from 0. */
  append(text: string): number {
    const size = Buffer.byteLength(text);
    if (this.#used + size > this.#buffer.length) this.#makeRoom(size);
    this.#used += this.#buffer.write(text, this.#used);
    return this.#ends.push(this.bytes) - 1;
  }

  read(index: number): string {
    this.#flush();
    const start = index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
    const size = (this.#ends[index] ?? start) - start;
    if (size > this.#scratch.length) this.#scratch = Buffer.allocUnsafeSlow(size * 2);
    readSync(this.#file, this.#scratch, 0, size, start);
    return this.#scratch.toString('utf8', 0, size);
  }

  close(): void {
    closeSync(this.#file);
  }

  #makeRoom(size: number): void {
    this.#flush();
    if (size > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(Math.max(size, BUFFER_BYTES));
  }

  #flush(): void {
    let done = 0;
    while (done < this.#used) {
      done += writeSync(this.#file, this.#buffer, done, this.#used - done, this.#written + done);
    }
    this.#written += this.#used;
    this.#used = 0;
  }
}
