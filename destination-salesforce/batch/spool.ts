import {closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {NumberList} from './number-list.js';

// Few system calls, and little memory while it fills.
const BUFFER_BYTES = 256 * 1024;
// What is read at once: texts are mostly read in the order in which they were kept.
const WINDOW_BYTES = 32 * 1024;
const LINE_FEED = 0x0a;

/**
 * Texts kept on the disk instead of in memory, read back by number. The file has no name: it is
 * customers' data, and nothing of it stays when the process ends, however it ends.
 */
export class Spool {
  readonly #file: number;
  readonly #encoding: 'utf8' | 'latin1';
  readonly #ends = NumberList.ofDoubles();
  #buffer: Buffer = Buffer.allocUnsafe(0);
  // The bytes of the file from `#windowStart` on that were read last.
  #window: Buffer = Buffer.allocUnsafe(0);
  #windowStart = 0;
  #windowEnd = 0;
  #used = 0;
  #written = 0;

  /** `latin1`: of texts of which each character is a byte. */
  constructor(encoding: 'utf8' | 'latin1' = 'utf8') {
    this.#encoding = encoding;
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
    const size = Buffer.byteLength(text, this.#encoding);
    if (this.#used + size > this.#buffer.length) this.#makeRoom(size);
    this.#used += this.#buffer.write(text, this.#used, this.#encoding);
    return this.#ends.push(this.bytes);
  }

  /** The same with a text in the spool's encoding. */
  appendBytes(bytes: Buffer): number {
    if (this.#used + bytes.length > this.#buffer.length) this.#makeRoom(bytes.length);
    this.#used += bytes.copy(this.#buffer, this.#used);
    return this.#ends.push(this.bytes);
  }

  read(index: number): string {
    const {start, end} = this.#find(index);
    return this.#window.toString(this.#encoding, start, end);
  }

  /** A text up to its first line feed. */
  readLine(index: number): string {
    const {start, end} = this.#find(index);
    const lineEnd = this.#window.indexOf(LINE_FEED, start);
    return this.#window.toString(this.#encoding, start, lineEnd < 0 ? end : Math.min(lineEnd, end));
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Where a text lies in the window. */
  #find(index: number): {start: number; end: number} {
    const start = index === 0 ? 0 : this.#ends.at(index - 1);
    const end = this.#ends.at(index);
    if (start < this.#windowStart || end > this.#windowEnd) this.#moveWindow(start, end);
    return {start: start - this.#windowStart, end: end - this.#windowStart};
  }

  #moveWindow(start: number, end: number): void {
    this.#flush();
    const size = end - start;
    if (this.#window.length < size || this.#window.length === 0) {
      this.#window = Buffer.allocUnsafeSlow(Math.max(size, WINDOW_BYTES));
    }
    this.#windowStart = start;
    this.#windowEnd = start;
    do {
      const at = this.#windowEnd - start;
      const room = this.#window.length - at;
      const bytes = readSync(this.#file, this.#window, at, room, this.#windowEnd);
      if (bytes === 0) throw new Error(`The spool ends at ${this.#windowEnd}, expected ${end}.`);
      this.#windowEnd += bytes;
    } while (this.#windowEnd < end);
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
