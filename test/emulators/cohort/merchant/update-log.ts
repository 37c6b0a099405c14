import type {RowIds} from './row-ids.js';

const blockSize = 1024;

/**
 * The rows of a table in the order of (stamp, id). Stamps only grow, so a row that changes is
 * appended again and its earlier entry is dead; nothing is ever sorted but the rows of one stamp.
 */
export class UpdateLog {
  #rows: number[] = [];
  #stamps: number[] = [];
  /** How many entries of each block are alive, to step over long dead stretches. */
  #alive: number[] = [];
  /** Where each row's living entry is. */
  #entries: number[] = [];
  readonly #ids: RowIds;

  constructor(ids: RowIds) {
    this.#ids = ids;
  }

  /** Moves these rows to the end. The stamp must be later than every one before. */
  append(rows: Iterable<number>, stamp: number): void {
    const inOrder = [...new Set(rows)].sort((a, b) => this.#ids.compare(a, b));
    for (const row of inOrder) this.#add(row, stamp);
    if (this.#rows.length > 2 * this.#entries.length + blockSize) this.#compact();
  }

  /** Takes a row out for good. */
  remove(row: number): void {
    const entry = this.#entries[row];
    if (entry === undefined) return;
    this.#count(entry, -1);
    this.#entries[row] = -1;
  }

  /** The living rows from this stamp on, or only those after (stamp, id). */
  *from(stamp: number, afterId?: string): Generator<number> {
    let entry = this.#lowerBound(stamp);
    if (afterId !== undefined) entry = this.#stepOver(entry, stamp, afterId);
    for (; entry < this.#rows.length; entry++) {
      if (entry % blockSize === 0) entry = this.#nextBlock(entry);
      const row = this.#rows[entry];
      if (row !== undefined && this.#entries[row] === entry) yield row;
    }
  }

  /** The living rows, the one that changed last first. */
  *latest(): Generator<number> {
    for (let entry = this.#rows.length - 1; entry >= 0; entry--) {
      const row = this.#rows[entry];
      if (row !== undefined && this.#entries[row] === entry) yield row;
    }
  }

  #add(row: number, stamp: number): void {
    const before = this.#entries[row];
    if (before !== undefined) this.#count(before, -1);
    const entry = this.#rows.length;
    this.#rows.push(row);
    this.#stamps.push(stamp);
    this.#entries[row] = entry;
    this.#count(entry, 1);
  }

  #count(entry: number, change: number): void {
    const block = Math.floor(entry / blockSize);
    this.#alive[block] = (this.#alive[block] ?? 0) + change;
  }

  #lowerBound(stamp: number): number {
    let low = 0;
    let high = this.#stamps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#stamps[middle] ?? 0) < stamp) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #stepOver(start: number, stamp: number, id: string): number {
    let entry = start;
    while (this.#stamps[entry] === stamp && this.#ids.idOf(this.#rows[entry] ?? 0) <= id)
      entry += 1;
    return entry;
  }

  #nextBlock(start: number): number {
    let entry = start;
    while (this.#alive[entry / blockSize] === 0) entry += blockSize;
    return entry;
  }

  #compact(): void {
    const [rows, stamps] = [this.#rows, this.#stamps];
    const alive = rows.map((row, entry) => this.#entries[row] === entry);
    [this.#rows, this.#stamps, this.#alive] = [[], [], []];
    for (let entry = 0; entry < rows.length; entry++) {
      if (!alive[entry]) continue;
      this.#entries[rows[entry] ?? 0] = this.#rows.length;
      this.#count(this.#rows.length, 1);
      this.#rows.push(rows[entry] ?? 0);
      this.#stamps.push(stamps[entry] ?? 0);
    }
  }
}
