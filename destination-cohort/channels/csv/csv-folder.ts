import {randomUUID} from 'node:crypto';
import {mkdir, readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {
  ConnectorError,
  type Context,
  isAlive,
  machineIdentity,
  reasonOfFileError,
  toConnectorError,
} from '@cohort-salesforce/spec';
import {writeWhole} from './durable-file.js';
import {isJournal, Journal, type JournalHead, processOf, readJournal} from './journal.js';
import {toHeader, type UserRow, type UserRows} from './user-rows.js';

/** What the manifest says of a file. */
interface FileEntry {
  name: string;
  run: string;
  rows: number;
  bytes: number;
  columns: readonly string[];
}

/** A file that is not whole yet. */
export interface OpenFile {
  journal: Journal;
  head: JournalHead;
  rows: UserRows;
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
        if (isJournal(name)) await this.#completeJournal(join(this.path, name));
      }
    });
  }

  /** Begins a file with rows that it has already. */
  startJournal(head: JournalHead, rows: Iterable<UserRow> = []): Promise<Journal> {
    return this.#using(async () => {
      await mkdir(this.path, {recursive: true, mode: 0o700});
      return Journal.create(this.path, head, rows);
    });
  }

  /** Resolves when the rows are on the disk; with a new journal where somebody has removed the one before. */
  async append({journal, head, rows}: OpenFile, added: readonly UserRow[]): Promise<Journal> {
    await this.#using(() => journal.append(added));
    for (const row of added) rows.add(row);
    if (!(await journal.isRemoved())) return journal;
    await journal.close();
    return this.startJournal(head, rows.all());
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
      // Users were acknowledged: they are not lost with a folder that somebody has removed meanwhile.
      await mkdir(this.path, {recursive: true, mode: 0o700});
      await writeWhole(join(this.path, name), text);
      const entry = {name, run, rows: rows.count, bytes: Buffer.byteLength(text), columns};
      const files = (await this.#readManifest()).filter(file => file.name !== name);
      const manifest = {version: 1, files: [...files, entry]};
      await writeWhole(join(this.path, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    });
  }

  async #completeJournal(path: string): Promise<void> {
    const found = await readJournal(path);
    if (found && isAtWork(path, found.head)) return;
    if (found && found.rows.count > 0) {
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
      const failure = code === 'EIO' ? 'transient_error' : toConnectorError(error).failure;
      const reason = reasonOfFileError(code);
      throw new ConnectorError({
        failure: failure === 'transient_error' ? failure : 'config_error',
        message: `channel.dir: the folder ${this.path} cannot be used (${code})${reason ? `: ${reason}` : ''}. Then run again: users that were acknowledged are kept.`,
        cause: error,
      });
    }
  }
}

// Where process numbers mean something else, nobody can tell: whoever is at work there notices that its journal is gone.
function isAtWork(path: string, {owner}: JournalHead): boolean {
  if (owner) return owner.machine === machineIdentity() && isAlive(owner);
  return isOther(processOf(path));
}

// Of an earlier version.
function isOther(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
