import {AsyncLocalStorage} from 'node:async_hooks';
import type {Row} from './value.js';

type Undo = () => void;

/** One write to a table, as it is kept in a file. */
export type Write =
  | {kind: 'insert'; row: Row}
  | {kind: 'set'; position: number; row: Row | null}
  | {kind: 'purge'; position: number; isPurged: boolean}
  | {kind: 'delete'; id: string; time: number};

/** Remembers how to take back what was written, for calls that save all records or none. */
export class Journal {
  /** Called for every write, if the org is kept in a file. */
  record: ((object: string, write: Write) => void) | undefined;
  readonly #storage = new AsyncLocalStorage<Undo[]>();

  /** Notes how to take back a change, if the call that makes it may have to. */
  note(undo: Undo): void {
    this.#storage.getStore()?.push(undo);
  }

  /** Does the work, and takes back all it wrote when it throws or `isGood` refuses its result. */
  attempt<T>(work: () => T, isGood: (result: T) => boolean): T {
    const undos: Undo[] = [];
    let isKept = false;
    try {
      const result = this.#storage.run(undos, work);
      isKept = isGood(result);
      return result;
    } finally {
      this.#finish(undos, isKept);
    }
  }

  /** The same for work that waits; what others write meanwhile is not touched. */
  async attemptAsync<T>(work: () => Promise<T>, isGood: (result: T) => boolean): Promise<T> {
    const undos: Undo[] = [];
    let isKept = false;
    try {
      const result = await this.#storage.run(undos, work);
      isKept = isGood(result);
      return result;
    } finally {
      this.#finish(undos, isKept);
    }
  }

  // What is kept may still be taken back by an attempt around this one.
  #finish(undos: Undo[], isKept: boolean): void {
    if (isKept) for (const undo of undos) this.note(undo);
    else for (const undo of undos.reverse()) undo();
  }
}
