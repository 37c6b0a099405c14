import {closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readLines} from '@cohort-salesforce/spec';

// Few system calls, and little memory while all parts fill.
const BUFFER_CHARACTERS = 32 * 1024;

/**
 * Lines kept on the disk, in parts that are read one after the other. The files have no names: they
 * hold customers' data, and nothing of it stays when the process ends, however it ends.
 */
export class PartedFile {
  readonly #files: (number | undefined)[];
  readonly #buffers: string[];

  constructor(parts: number) {
    this.#files = new Array(parts).fill(undefined);
    this.#buffers = new Array(parts).fill('');
  }

  get parts(): number {
    return this.#files.length;
  }

  append(part: number, line: string): void {
    const text = `${this.#buffers[part] ?? ''}${line}\n`;
    this.#buffers[part] = text;
    if (text.length >= BUFFER_CHARACTERS) this.#flush(part);
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
    this.#buffers[part] = '';
  }

  close(): void {
    for (let part = 0; part < this.parts; part += 1) this.drop(part);
  }

  #flush(part: number): void {
    const text = this.#buffers[part] ?? '';
    if (text === '') return;
    const fd = this.#files[part] ?? openUnnamed();
    this.#files[part] = fd;
    const bytes = Buffer.from(text);
    let done = 0;
    while (done < bytes.length) done += writeSync(fd, bytes, done);
    this.#buffers[part] = '';
  }
}

function openUnnamed(): number {
  const folder = mkdtempSync(join(tmpdir(), 'destination-cohort-'));
  const fd = openSync(join(folder, 'part'), 'wx+', 0o600);
  rmSync(folder, {recursive: true});
  return fd;
}
