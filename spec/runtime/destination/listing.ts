import {constants, type FileHandle, mkdir, open} from 'node:fs/promises';
import {join} from 'node:path';
import {ConnectorError} from '../../connector-error.js';
import {escapeUnsafe, toPlainText} from '../../text/index.js';
import type {Context} from '../command-line/context.js';
import {requirePlainFile} from '../command-line/require-plain-file.js';
import {toStreamFileName} from '../command-line/stream-file-name.js';

/** A case to report about one person's link, apart from what was written. */
export interface Listed {
  /** Such as `CONFLICT` or `RECORD_DELETED`. */
  code: string;
  /** Id of the Salesforce record. */
  recordId?: string | undefined;
  /** Id of the Cohort user. */
  userId?: string | undefined;
  /** The email address as it came. */
  key?: string | undefined;
  /** The properties or fields concerned. */
  fields?: readonly string[];
  message: string;
}

// Without a file to look into, this many of each code are logged; the rest is counted.
const LOGGED_OF_EACH = 20;

/**
 * Lists one stream's findings: counted for the state's stats, and written as JSON lines to a file
 * that each run begins anew. Without a folder the first of each code are logged.
 */
export class Listing {
  readonly #path: string | undefined;
  readonly #context: Pick<Context, 'log' | 'clean'>;
  readonly #totals = new Map<string, number>();
  #stats: Record<string, number> = {};
  #text = '';
  #file: FileHandle | undefined;
  // Writes are chained: two states may go back at the same time.
  #tail: Promise<void> = Promise.resolve();

  constructor(
    folder: string | undefined,
    stream: {name: string; namespace?: string | null},
    context: Pick<Context, 'log' | 'clean'>,
  ) {
    this.#path =
      folder === undefined ? undefined : join(folder, `${toStreamFileName(stream)}.jsonl`);
    this.#context = context;
  }

  /** Writes one case to the file, or logs the first of each code when there is no folder. */
  add(listed: Listed): void {
    const {code, recordId, userId, key, fields = []} = listed;
    const message = this.#context.clean?.(listed.message) ?? toPlainText(listed.message);
    const total = this.count(code);
    if (this.#path !== undefined) {
      const line = {code, record_id: recordId, user_id: userId, key, fields, message};
      this.#text += `${escapeUnsafe(JSON.stringify(line))}\n`;
    } else if (total <= LOGGED_OF_EACH) {
      const ids = [recordId, userId].filter(id => id !== undefined).join(' and ');
      this.#context.log('WARN', `${code}: ${ids}: ${message}`);
    }
  }

  /** Counts one that is not worth a line; returns how many of the code there are. */
  count(code: string): number {
    const total = (this.#totals.get(code) ?? 0) + 1;
    this.#totals.set(code, total);
    this.#stats[`listed_${code}`] = (this.#stats[`listed_${code}`] ?? 0) + 1;
    return total;
  }

  /** What was listed since the last call, by `listed_CODE`. */
  takeStats(): Record<string, number> {
    const stats = this.#stats;
    this.#stats = {};
    return stats;
  }

  /** Empties the file of the run before, and resolves when everything listed so far is in it. */
  write(): Promise<void> {
    const path = this.#path;
    if (path === undefined) return Promise.resolve();
    this.#tail = this.#tail.then(() => this.#append(path));
    return this.#tail;
  }

  /** Writes what is left and logs how many there are of each code. */
  async close(): Promise<void> {
    await this.write();
    await this.#file?.close();
    if (this.#totals.size === 0) return;
    const counts = [...this.#totals].map(([code, count]) => `${code} ${count}`).join(', ');
    const where = this.#path === undefined ? '' : ` (${this.#path})`;
    this.#context.log('WARN', `Listed cases${where}: ${counts}.`);
  }

  async #append(path: string): Promise<void> {
    try {
      this.#file ??= await openAnew(path);
      const text = this.#text;
      this.#text = '';
      if (text !== '') await this.#file.appendFile(text);
    } catch (error) {
      throw cannotBeWritten(path, error);
    }
  }
}

async function openAnew(path: string): Promise<FileHandle> {
  // Customers' addresses: for the owner's eyes only.
  await mkdir(join(path, '..'), {recursive: true, mode: 0o700});
  await requirePlainFile(path);
  const {O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW = 0} = constants;
  return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
}

function cannotBeWritten(path: string, cause: unknown): ConnectorError {
  if (cause instanceof ConnectorError) return cause;
  const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
  return new ConnectorError({
    failure: 'system_error',
    message: `Writing the list of findings: ${path} cannot be written (${reason}).`,
    cause,
  });
}
