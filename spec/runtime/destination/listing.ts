import {createReadStream, existsSync} from 'node:fs';
import {constants, type FileHandle, mkdir, open, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ConnectorError} from '../../connector-error.js';
import {readLines} from '../../lines/read-lines.js';
import {escapeUnsafe, toPlainText} from '../../text/index.js';
import type {Context} from '../command-line/context.js';
import {requirePlainFile} from '../command-line/require-plain-file.js';
import {toStreamFileName} from '../command-line/stream-file-name.js';
import {fingerprintOf} from './fingerprint-of.js';
import {removeCutOffLine} from './remove-cut-off-line.js';

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
 * that is begun anew by each run that follows a complete one: what a killed run has listed, the next one does not find
 * again. Without a folder the first of each code are logged.
 */
export class Listing {
  readonly #path: string | undefined;
  readonly #context: Pick<Context, 'log' | 'clean'>;
  readonly #totals = new Map<string, number>();
  #stats: Record<string, number> = {};
  #lines: string[] = [];
  #file: FileHandle | undefined;
  // Of the lines of a run before that did not end well.
  #known: ReadonlySet<string> = new Set();
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
      this.#lines.push(escapeUnsafe(JSON.stringify(line)));
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

  /** Resolves when everything listed so far is in the file. */
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

  /** Lets the next run begin the file anew. Called once this run's last state is returned. */
  async complete(): Promise<void> {
    if (this.#path !== undefined) await rm(toMark(this.#path), {force: true});
  }

  async #append(path: string): Promise<void> {
    try {
      this.#file ??= await this.#open(path);
      const lines = this.#lines;
      this.#lines = [];
      const fresh = lines.filter(
        line => this.#known.size === 0 || !this.#known.has(fingerprintOf(line)),
      );
      if (fresh.length > 0) await this.#file.appendFile(`${fresh.join('\n')}\n`);
    } catch (error) {
      throw cannotBeWritten(path, error);
    }
  }

  async #open(path: string): Promise<FileHandle> {
    // Customers' addresses: for the owner's eyes only.
    await mkdir(join(path, '..'), {recursive: true, mode: 0o700});
    await requirePlainFile(path);
    const {O_WRONLY, O_CREAT, O_TRUNC, O_APPEND, O_NOFOLLOW = 0} = constants;
    const isContinued = existsSync(toMark(path));
    if (isContinued) this.#known = await readFingerprints(path);
    else await writeFile(toMark(path), '', {mode: 0o600});
    const how = isContinued ? O_APPEND : O_TRUNC;
    return open(path, O_WRONLY | O_CREAT | how | O_NOFOLLOW, 0o600);
  }
}

/** Shows that the run whose file this is has not ended well, or not yet. */
const toMark = (path: string) => `${path}.unfinished`;

function cannotBeWritten(path: string, cause: unknown): ConnectorError {
  if (cause instanceof ConnectorError) return cause;
  const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
  return new ConnectorError({
    failure: 'system_error',
    message: `Writing the list of findings: ${path} cannot be written (${reason}).`,
    cause,
  });
}

async function readFingerprints(path: string): Promise<Set<string>> {
  const known = new Set<string>();
  if (!existsSync(path)) return known;
  await removeCutOffLine(path);
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) known.add(fingerprintOf(line.toString()));
  }
  return known;
}
