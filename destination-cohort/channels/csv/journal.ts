import {type FileHandle, open, readFile, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {
  configError,
  identifyProcess,
  machineIdentity,
  type ProcessIdentity,
} from '@cohort-salesforce/spec';
import {syncFolder} from './durable-file.js';
import {type UserRow, UserRows} from './user-rows.js';

/** What a journal begins with: which file its rows are for. */
export interface JournalHead {
  /** The name of the file. */
  file: string;
  run: string;
  columns: readonly string[];
  /** Whose journal it is. */
  owner?: ProcessIdentity & {machine: string};
}

/** Rows that are durable already and belong to a file that is not whole yet. A run after a crash completes the file. */
export class Journal {
  readonly path: string;
  readonly #file: FileHandle;
  #failure: unknown;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  static async create(
    folder: string,
    head: JournalHead,
    rows: Iterable<UserRow>,
  ): Promise<Journal> {
    const path = join(folder, `.${head.file}.${process.pid}.part`);
    const file = await open(path, 'wx', 0o600);
    const journal = new Journal(path, file);
    const owner = {pid: process.pid, started: '', ...identifyProcess(process.pid)};
    const first = {...head, owner: {...owner, machine: machineIdentity()}};
    try {
      await journal.#append([first, ...rows]);
      await syncFolder(dirname(path));
    } catch (error) {
      await journal.remove();
      throw error;
    }
    return journal;
  }

  /** Resolves when the rows are on the disk. */
  async append(rows: readonly UserRow[]): Promise<void> {
    await this.#append(rows);
  }

  /** Whether it has lost its name: after a crash, nobody would find the rows. */
  async isRemoved(): Promise<boolean> {
    return (await this.#file.stat()).nlink === 0;
  }

  async remove(): Promise<void> {
    await this.#file.close();
    await rm(this.path, {force: true});
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  // Nothing may follow a line that was cut off.
  async #append(lines: readonly object[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    try {
      await this.#file.appendFile(lines.map(line => `${JSON.stringify(line)}\n`).join(''));
      await this.#file.datasync();
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
}

const NAME = /^\.users-.*\.csv\.(\d+)\.part$/;

export function isJournal(name: string): boolean {
  return NAME.test(name);
}

/** The number of the process that wrote a journal. */
export function processOf(path: string): number {
  return Number(NAME.exec(basename(path))?.[1]);
}

/** A journal's rows; a last line that was cut off had not been acknowledged. Undefined: it is empty. */
export async function readJournal(
  path: string,
): Promise<{head: JournalHead; rows: UserRows} | undefined> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  const [head, ...others] = lines.map((line, index) => parseLine(line, {path, index}));
  if (head === undefined) return undefined;
  const rows = new UserRows();
  for (const row of others) rows.add(row as UserRow);
  return {head: head as JournalHead, rows};
}

function parseLine(line: string, {path, index}: {path: string; index: number}): object {
  try {
    return JSON.parse(line) as object;
  } catch {
    throw configError(
      `${path} is damaged in line ${index + 1}. It has users of an earlier run that are in no file yet: restore it from a backup, or remove that line.`,
    );
  }
}
