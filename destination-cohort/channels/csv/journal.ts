import {type FileHandle, open, readFile, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {syncFolder} from './durable-file.js';
import {type UserRow, UserRows} from './user-rows.js';

/** What a journal begins with: which file its rows are for. */
export interface JournalHead {
  /** The name of the file. */
  file: string;
  run: string;
  columns: readonly string[];
}

/** Rows that are durable already and belong to a file that is not whole yet. A run after a crash completes the file. */
export class Journal {
  readonly path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  static async create(folder: string, head: JournalHead): Promise<Journal> {
    const path = join(folder, `.${head.file}.${process.pid}.part`);
    const file = await open(path, 'wx', 0o600);
    const journal = new Journal(path, file);
    await journal.#append(`${JSON.stringify(head)}\n`);
    await syncFolder(dirname(path));
    return journal;
  }

  /** Resolves when the rows are on the disk. */
  async append(rows: readonly UserRow[]): Promise<void> {
    await this.#append(rows.map(row => `${JSON.stringify(row)}\n`).join(''));
  }

  async remove(): Promise<void> {
    await this.#file.close();
    await rm(this.path, {force: true});
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #append(text: string): Promise<void> {
    await this.#file.appendFile(text);
    await this.#file.datasync();
  }
}

/** Whose journal a name is, by process; undefined: it is no journal. */
export function ownerOf(name: string): number | undefined {
  const [, pid] = /^\.users-.*\.csv\.(\d+)\.part$/.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

/** The rows of a journal; a last line that was cut off had not been acknowledged. Undefined: it holds none. */
export async function readJournal(
  path: string,
): Promise<{head: JournalHead; rows: UserRows} | undefined> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  const [first, ...others] = lines;
  if (first === undefined || others.length === 0) return undefined;
  const rows = new UserRows();
  for (const line of others) rows.add(JSON.parse(line) as UserRow);
  return {head: JSON.parse(first) as JournalHead, rows};
}
