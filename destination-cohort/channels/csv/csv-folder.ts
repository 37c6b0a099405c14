import {randomUUID} from 'node:crypto';
import {mkdir, readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {ConnectorError, type Context} from '@cohort-salesforce/spec';
import {writeWhole} from './durable-file.js';
import {type JournalHead, ownerOf, readJournal} from './journal.js';
import {toHeader, type UserRows} from './user-rows.js';

/** What the manifest says of a file. */
interface FileEntry {
  name: string;
  run: string;
  rows: number;
  bytes: number;
  columns: readonly string[];
}

const MANIFEST = 'manifest.json';

/** The folder of the files to upload. */
export class CsvFolder {
  readonly path: string;
  readonly #context: Context;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, context: Context) {
    this.path = path;
    this.#context = context;
  }

  /** Creates the folder if need be, and completes the files of runs that were killed. */
  async open(): Promise<void> {
    await this.#using(async () => {
      await mkdir(this.path, {recursive: true, mode: 0o700});
      for (const name of await readdir(this.path)) {
        const owner = ownerOf(name);
        if (owner !== undefined && !isOther(owner)) await this.#completeJournal(name);
      }
    });
  }

  /** Throws unless files can be written here. */
  async check(): Promise<void> {
    // Another program may check the same folder.
    const path = join(this.path, `.check-${randomUUID()}`);
    await this.#using(async () => {
      await mkdir(this.path, {recursive: true, mode: 0o700});
      await writeWhole(path, '');
      await rm(path);
    });
  }

  /** Writes a file of users whole, and lists it in the manifest. */
  complete(head: JournalHead, rows: UserRows): Promise<void> {
    // Two streams may end at once, and the manifest lists the files of both.
    const done = this.#last.then(() => this.#complete(head, rows));
    this.#last = done.catch(() => {});
    return done;
  }

  async #complete(head: JournalHead, rows: UserRows): Promise<void> {
    await this.#using(async () => {
      const {file: name, run, columns} = head;
      const text = rows.toText(toHeader(columns));
      await writeWhole(join(this.path, name), text);
      const entry = {name, run, rows: rows.count, bytes: Buffer.byteLength(text), columns};
      const files = (await this.#readManifest()).filter(file => file.name !== name);
      const manifest = {version: 1, files: [...files, entry]};
      await writeWhole(join(this.path, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    });
  }

  async #completeJournal(name: string): Promise<void> {
    const path = join(this.path, name);
    const found = await readJournal(path);
    if (found) {
      await this.complete(found.head, found.rows);
      this.#context.log('INFO', `${found.head.file} of an earlier run was completed.`);
    }
    await rm(path, {force: true});
  }

  async #readManifest(): Promise<FileEntry[]> {
    const text = await readFile(join(this.path, MANIFEST), 'utf8').catch(() => undefined);
    if (text === undefined) return [];
    try {
      const {files} = JSON.parse(text) as {files: FileEntry[]};
      if (Array.isArray(files)) return files;
    } catch {
      // Said below.
    }
    this.#context.log('WARN', `${join(this.path, MANIFEST)} is damaged and begun anew.`);
    return [];
  }

  async #using<Result>(use: () => Promise<Result>): Promise<Result> {
    try {
      return await use();
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new ConnectorError({
        failure: code === 'ENOSPC' || code === 'EIO' ? 'transient_error' : 'config_error',
        message: `channel.dir: the folder ${this.path} cannot be used (${code}). Make it a folder that the user ${process.getuid?.() ?? ''} may write to, with room for the files.`,
        cause: error,
      });
    }
  }
}

// A journal of this process id is from an earlier process: this one has not begun yet.
function isOther(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
