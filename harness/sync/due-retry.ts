import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {StreamTally} from '../pipe/state-ledger.js';
import {isFile} from '../store/is-file.js';
import {listRejects} from '../store/read-rejects.js';
import {writeFileAtomically} from '../store/write-file-atomically.js';

// The stream of what is exported by itself, not as a whole each time.
const EVENTS = 'user_events';

interface Surroundings {
  rejectsFolder: string;
  /** Resolves when what is on the disk survives this machine. */
  makeDurable(): Promise<void>;
}

/**
 * Whether rejected events are to be sent again, because an export may have written the records of their people. Noted on
 * the disk before the export: the run may end before it sends them.
 */
export class DueRetry {
  readonly #path: string;
  readonly #rejectsFolder: string;

  readonly #makeDurable: () => Promise<void>;

  constructor(folder: string, {rejectsFolder, makeDurable}: Surroundings) {
    this.#path = join(folder, 'also.retry-due');
    this.#rejectsFolder = rejectsFolder;
    this.#makeDurable = makeDurable;
  }

  isDue(): Promise<boolean> {
    return isFile(this.#path);
  }

  /** Called before an export. The note is to be taken back when the export has written nothing. */
  async note(): Promise<{takeBack(): Promise<void>}> {
    const rejects = await listRejects(this.#rejectsFolder);
    const isNew = !(await this.isDue()) && rejects.some(({stream}) => stream === EVENTS);
    if (isNew) {
      await writeFileAtomically(this.#path, '');
      await this.#makeDurable();
    }
    return {takeBack: async () => void (isNew && (await this.clear()))};
  }

  async clear(): Promise<void> {
    await rm(this.#path, {force: true});
  }
}

/** Whether an export has written anything. */
export function hasWritten(tallies: ReadonlyMap<string, StreamTally>): boolean {
  return [...tallies.values()].some(({created, updated}) => created + updated > 0);
}
