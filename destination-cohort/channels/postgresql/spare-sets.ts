import type {RowSet} from './row-set.js';

const MAX_SPARES = 6;

/**
 * Sets of rows that are used again, with their buffers. New buffers count against the garbage collector's limit for
 * memory outside of its heap: megabytes for each batch make it mark the whole heap each time.
 */
export class SpareSets {
  readonly #spares: [said: string, set: RowSet][] = [];

  /** One that writes the same fields. */
  take(said: string): RowSet | undefined {
    const at = this.#spares.findIndex(spare => spare[0] === said);
    return at < 0 ? undefined : this.#spares.splice(at, 1)[0]?.[1];
  }

  /** Takes one back that is written. */
  give(said: string, set: RowSet): void {
    set.clear();
    this.#spares.push([said, set]);
    if (this.#spares.length > MAX_SPARES) this.#spares.shift();
  }
}
