import {createReadStream, existsSync} from 'node:fs';
import {constants, type FileHandle, mkdir, open, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {ConnectorError, toConnectorError} from '../../connector-error.js';
import {namingFile} from '../../file-error.js';
import {stringifyJson} from '../../lines/exact-json.js';
import {readLines} from '../../lines/read-lines.js';
import {removeLinesFrom} from '../../lines/remove-lines.js';
import {escapeUnsafe, toPlainText} from '../../text/index.js';
import {requirePlainFile} from '../command-line/require-plain-file.js';
import {toStreamFileName} from '../command-line/stream-file-name.js';
import type {InputRecord, Rejection} from './destination.js';
import {fingerprintOf} from './fingerprint-of.js';
import {removeCutOffLine} from './remove-cut-off-line.js';

/**
 * Where a stream's rejected records are kept: one JSON line each, with key, code, message, fields
 * and the record as it was sent, so that it can be sent again. A rejection that stands there
 * already, as after a second run over the same data, is not written twice.
 */
export class RejectsFile {
  readonly path: string;
  #file: FileHandle | undefined;
  #known: Set<string> | undefined;
  #unsynced = false;
  // Writes are chained: two batches may be refused at the same time.
  #tail: Promise<void> = Promise.resolve();

  readonly #clean: (text: string) => string;

  constructor(
    folder: string,
    stream: {name: string; namespace?: string | null},
    clean: (text: string) => string = toPlainText,
  ) {
    this.#clean = clean;
    this.path = join(folder, `${toStreamFileName(stream)}.jsonl`);
  }

  /** Resolves when the file can be kept where it belongs. Throws a config error otherwise. */
  requireUsable(): Promise<void> {
    return requirePlainFile(this.path);
  }

  append(rejected: ReadonlyArray<{record: InputRecord; rejection: Rejection}>): Promise<void> {
    return this.#next(() => this.#append(rejected));
  }

  /** Resolves when everything appended is on the disk. */
  sync(): Promise<void> {
    return this.#next(() => this.#sync());
  }

  #next(act: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail
      .then(() => namingFile(this.path, act))
      .catch(error => this.#fail(error));
    return this.#tail;
  }

  /** Removes lines by their fingerprints; resolves when that is on the disk. */
  remove(fingerprints: ReadonlySet<string>): Promise<void> {
    if (fingerprints.size === 0) return this.#tail;
    this.#tail = this.#tail
      .then(() => this.#remove(fingerprints))
      .catch(error => this.#fail(error));
    return this.#tail;
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  async #append(
    rejected: ReadonlyArray<{record: InputRecord; rejection: Rejection}>,
  ): Promise<void> {
    if (await this.#isReplaced()) await this.#leave();
    if (!this.#file) await this.requireUsable();
    this.#known ??= await this.#readKnown();
    this.#file ??= await this.#open();
    let text = '';
    for (const {record, rejection} of rejected) {
      const {key, code, message, fields = []} = rejection;
      const line = escapeUnsafe(
        stringifyJson({
          key,
          code: this.#clean(code),
          message: this.#clean(message),
          fields,
          record: record.data,
        }),
      );
      const fingerprint = fingerprintOf(line);
      if (this.#known.has(fingerprint)) continue;
      this.#known.add(fingerprint);
      text += `${line}\n`;
    }
    if (text !== '') await this.#file.appendFile(text);
    this.#unsynced ||= text !== '';
  }

  async #remove(fingerprints: ReadonlySet<string>): Promise<void> {
    await this.requireUsable();
    // Another run that shares the folder may have removed the last line.
    if (!existsSync(this.path)) return;
    await removeCutOffLine(this.path);
    await removeLinesFrom(this.path, line => fingerprints.has(fingerprintOf(line)));
    await this.#leave();
  }

  // By another run that shares the folder.
  async #isReplaced(): Promise<boolean> {
    if (!this.#file) return false;
    const [own, found] = await Promise.all([this.#file.stat(), stat(this.path).catch(() => null)]);
    return own.ino !== found?.ino;
  }

  /** The next rejections go to the file that is there then. */
  async #leave(): Promise<void> {
    await this.#sync();
    await this.#file?.close();
    this.#file = undefined;
    this.#known = undefined;
  }

  async #sync(): Promise<void> {
    if (!this.#unsynced) return;
    await this.#file?.sync();
    this.#unsynced = false;
  }

  async #open(): Promise<FileHandle> {
    // Rejected records are customers' data: for the owner's eyes only.
    await mkdir(join(this.path, '..'), {recursive: true, mode: 0o700});
    const {O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0} = constants;
    return open(this.path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
  }

  async #readKnown(): Promise<Set<string>> {
    const known = new Set<string>();
    try {
      await removeCutOffLine(this.path);
      for await (const lines of readLines(createReadStream(this.path))) {
        for (const line of lines) known.add(fingerprintOf(line.toString()));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return known;
  }

  #fail(error: unknown): never {
    if (error instanceof ConnectorError) throw error;
    const {failure, message} = toConnectorError(error);
    throw new ConnectorError({
      failure,
      message: `Storing rejected records: ${message}`,
      cause: error,
    });
  }
}
