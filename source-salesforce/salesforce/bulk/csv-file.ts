import {closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';

// Salesforce takes 150 MB in base64, which are some 100 MB as they are.
// https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_limits.htm
const MAX_FILE_BYTES = 95_000_000;
const BUFFER_BYTES = 256 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** One job's CSV, on the disk until it is uploaded, without a name: it ends with the process. */
export class CsvFile {
  readonly #file: number;
  #buffer = '';
  #bytes = 0;
  rows = 0;

  constructor(header: string) {
    const folder = mkdtempSync(join(tmpdir(), 'destination-salesforce-'));
    this.#file = openSync(join(folder, 'job.csv'), 'wx+', 0o600);
    rmSync(folder, {recursive: true});
    this.#write(header);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isFull(): boolean {
    return this.#bytes >= MAX_FILE_BYTES;
  }

  append(line: string): void {
    this.rows += 1;
    this.#write(line);
  }

  /** The whole file from its beginning; it stays open, for it may have to be sent again. */
  read(): Readable {
    this.#flush();
    return Readable.from(this.#chunks(), {objectMode: false});
  }

  close(): void {
    closeSync(this.#file);
  }

  *#chunks(): Iterable<Buffer> {
    for (let position = 0; position < this.#bytes; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, this.#bytes - position));
      position += readSync(this.#file, chunk, 0, chunk.length, position);
      yield chunk;
    }
  }

  #write(text: string): void {
    this.#buffer += text;
    this.#bytes += Buffer.byteLength(text);
    if (this.#buffer.length >= BUFFER_BYTES) this.#flush();
  }

  #flush(): void {
    const bytes = Buffer.from(this.#buffer);
    this.#buffer = '';
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
  }
}
