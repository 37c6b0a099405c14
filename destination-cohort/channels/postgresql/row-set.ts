import type {ChannelUser} from '../channel.js';
import {KEY_COLUMNS} from './build-upsert.js';
import {TextArray} from './text-array.js';
import {toCell, toRankCells} from './to-cell.js';

/** Rows that one statement can write: column by column, as it takes them. */
export class RowSet {
  /** The fields that are written, by their places in the mapping. */
  readonly written: readonly number[];
  /** Where in the batch the user of each row is. */
  readonly places: number[] = [];
  readonly #dropped = new Set<number>();
  #columns: TextArray[];

  constructor(written: readonly number[]) {
    this.written = written;
    this.#columns = Array.from(
      {length: KEY_COLUMNS.length + written.length},
      () => new TextArray(),
    );
  }

  get size(): number {
    return this.places.length;
  }

  /** The statement's parameters. */
  get values(): Buffer[] {
    return this.#columns.map(column => column.toBuffer());
  }

  add(place: number, {key, email, recency, values}: ChannelUser): void {
    const columns = this.#columns;
    const [modified, tieBreaker] = toRankCells(recency);
    this.places.push(place);
    columns[0]?.add(key);
    columns[1]?.add(email);
    columns[2]?.add(modified);
    columns[3]?.add(tieBreaker);
    let column = KEY_COLUMNS.length;
    for (const field of this.written) {
      columns[column]?.add(toCell(values[field]));
      column += 1;
    }
  }

  /** Leaves a user out. */
  drop(place: number): void {
    const row = this.places.indexOf(place);
    if (row >= 0) this.#dropped.add(row);
  }

  /** The rows that were not dropped. */
  kept(): RowSet {
    if (this.#dropped.size === 0) return this;
    return this.#pick([...this.places.keys()].filter(row => !this.#dropped.has(row)));
  }

  /** Makes it empty, to be used again. */
  clear(): void {
    this.places.length = 0;
    this.#dropped.clear();
    for (const column of this.#columns) column.clear();
  }

  halves(): [RowSet, RowSet] {
    const rows = [...this.places.keys()];
    const middle = Math.ceil(rows.length / 2);
    return [this.#pick(rows.slice(0, middle)), this.#pick(rows.slice(middle))];
  }

  #pick(rows: readonly number[]): RowSet {
    const picked = new RowSet(this.written);
    picked.places.push(...rows.map(row => this.places[row] as number));
    picked.#columns = this.#columns.map(column => column.pick(rows));
    return picked;
  }
}
