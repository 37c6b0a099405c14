import {mkdir, open, readFile, rename} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {ConnectorError} from './connector-error.js';
import {makeDurable} from './make-durable.js';

/** A job that may be under way. */
export interface JournalEntry {
  /** Letters, digits, `_` and `-`: it becomes part of a call. */
  id: string;
  /** What the job writes, such as `Contact`. */
  object: string;
}

/**
 * The jobs that are under way, on the disk before anything is sent to them, so that the next run after a crash knows
 * what may still be written. Kept in `folder`, in a file for each `connector`; a journal without jobs holds `[]`.
 */
export class JobJournal {
  readonly #path: string;
  #entries: JournalEntry[] = [];
  // Changes are chained: streams write at the same time.
  #tail: Promise<void> = Promise.resolve();

  constructor(folder: string, connector: string) {
    this.#path = join(folder, `${connector}.jobs.json`);
  }

  /** What an earlier run left behind. */
  async load(): Promise<readonly JournalEntry[]> {
    try {
      this.#entries = parseEntries(await readFile(this.#path, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#fail('read', error);
    }
    return this.#entries;
  }

  /** Resolves when the job is on the disk. */
  record(entry: JournalEntry): Promise<void> {
    return this.#change(entries => [...entries, entry]);
  }

  /** Resolves when the job is off the disk: it has ended. */
  forget(id: string): Promise<void> {
    return this.#change(entries => entries.filter(entry => entry.id !== id));
  }

  #change(change: (entries: JournalEntry[]) => JournalEntry[]): Promise<void> {
    const saved = this.#tail.then(async () => {
      this.#entries = change(this.#entries);
      await this.#save().catch(error => this.#fail('written', error));
      await makeDurable();
    });
    this.#tail = saved.catch(() => {});
    return saved;
  }

  async #save(): Promise<void> {
    await mkdir(dirname(this.#path), {recursive: true, mode: 0o700});
    const file = await open(`${this.#path}.new`, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(this.#entries));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.#path}.new`, this.#path);
  }

  #fail(what: string, error: unknown): never {
    const {code, message} = error as NodeJS.ErrnoException;
    throw new ConnectorError({
      failure: 'config_error',
      message: `The journal of open jobs ${this.#path} cannot be ${what} (${code ?? message}). Make state_dir a writable folder; if the file is damaged, remove it once no job of an earlier run is in progress.`,
      cause: error,
    });
  }
}

function parseEntries(text: string): JournalEntry[] {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value) && value.every(isEntry)) return value;
  throw new Error('it is no list of jobs');
}

// The id goes into the path of a call.
function isEntry(value: unknown): value is JournalEntry {
  const {id, object} = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && /^[\w-]+$/.test(id) && typeof object === 'string';
}
