import {closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readLines} from '@cohort-salesforce/spec';

// Few system calls, and little memory while all parts fill.
const BUFFER_BYTES = 16 * 1024;
const NEWLINE = 0x0a;
// A UTF-16 code unit has at most so many bytes in UTF-8.
const MAX_BYTES_OF_CHARACTER = 3;

/**
 * Lines kept on the disk, in parts that are read one after the other. The files have no names: they
 * hold customers' data, and nothing of it stays when the process ends, however it ends.
 */
export class PartedFile {
  readonly #files: (number | undefined)[];
  // Outside of the heap: what waits in all parts would be copied by each of many garbage collections.
  readonly #buffers: (Buffer | undefined)[];
  readonly #used: number[];

  constructor(parts: number) {
    this.#files = new Array(parts).fill(undefined);
    this.#buffers = new Array(parts).fill(undefined);
    this.#used = new Array(parts).fill(0);
  }

  get parts(): number {
    return this.#files.length;
  }

  append(part: number, line: string): void {
    const room = line.length * MAX_BYTES_OF_CHARACTER + 1;
    if ((this.#used[part] ?? 0) + room > BUFFER_BYTES) this.#flush(part);
    if (room > BUFFER_BYTES) {
      this.#write(part, Buffer.from(`${line}\n`));
      return;
    }
    this.#buffers[part] ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
    const buffer = this.#buffers[part];
    const start = this.#used[part] ?? 0;
    const end = start + buffer.write(line, start);
    buffer[end] = NEWLINE;
    this.#used[part] = end + 1;
  }

  /** The lines of a part, some at a time. */
  async *read(part: number): AsyncGenerator<Buffer[]> {
    this.#flush(part);
    const fd = this.#files[part];
    if (fd === undefined) return;
    yield* readLines(createReadStream('', {fd, start: 0, autoClose: false}));
  }

  /** Gives the part's place on the disk back. */
  drop(part: number): void {
    const fd = this.#files[part];
    if (fd !== undefined) closeSync(fd);
    this.#files[part] = undefined;
    this.#buffers[part] = undefined;
    this.#used[part] = 0;
  }

  close(): void {
    for (let part = 0; part < this.parts; part += 1) this.drop(part);
  }

  #flush(part: number): void {
    const used = this.#used[part] ?? 0;
    const buffer = this.#buffers[part];
    if (buffer && used > 0) this.#write(part, buffer.subarray(0, used));
    this.#used[part] = 0;
  }

  #write(part: number, bytes: Buffer): void {
    const fd = this.#files[part] ?? openUnnamed();
    this.#files[part] = fd;
    let done = 0;
    while (done < bytes.length) done += writeSync(fd, bytes, done);
  }
}

function openUnnamed(): number {
  const folder = mkdtempSync(join(tmpdir(), 'destination-cohort-'));
  const fd = openSync(join(folder, 'part'), 'wx+', 0o600);
  rmSync(folder, {recursive: true});
  return fd;
}
