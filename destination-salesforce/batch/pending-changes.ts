import type {PlannedChange} from '@cohort-salesforce/spec';
import type {Change} from '../match/index.js';
import type {Target} from '../target/index.js';
import {NumberList} from './number-list.js';
import {type PackedCells, packCells, unpackCells} from './packed-cells.js';
import {Spool} from './spool.js';

const OPERATIONS = ['create', 'update', 'delete'] as const;

export type Operation = (typeof OPERATIONS)[number];

/** What becomes of a record by it. */
export const RESULTS: Readonly<Record<Operation, PlannedChange['result']>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
};

/** What a change is for. */
export interface Purpose {
  row: number;
  operation: Operation;
}

/** The changes of a batch, on disk; in memory only the row of each. */
export class PendingChanges {
  readonly #spool = new Spool();
  /** By number. */
  readonly #rows = NumberList.ofInts();
  readonly #operations = NumberList.ofBytes();
  readonly #parents = new Map<number, string>();
  readonly #parentColumn: number;
  readonly #keepsBefore: boolean;

  /**
   * Changes lock the record that the first reference among the columns leads to. `keepsBefore`: what a change replaces
   * is kept with it.
   */
  constructor({columns}: Target, {keepsBefore = false} = {}) {
    this.#keepsBefore = keepsBefore;
    this.#parentColumn = columns.findIndex(
      ({field, parent}) => parent !== undefined || field.type === 'reference',
    );
  }

  get size(): number {
    return this.#rows.length;
  }

  /** Takes a change for a row. */
  add(operation: Operation, {row, change}: {row: number; change: Change}): void {
    const {id, cells, before} = change;
    const kept = this.#keepsBefore ? [packReplaced(cells, before)] : [];
    const index = this.#spool.append(JSON.stringify([id, packCells(cells), ...kept]));
    this.#rows.push(row);
    this.#operations.push(OPERATIONS.indexOf(operation));
    const parent = cells[this.#parentColumn];
    if (parent) this.#parents.set(index, parent);
  }

  /** What waits, changes with one parent side by side: two calls at once must not lock one parent. */
  indexes(operation: Operation): Int32Array {
    const wanted = OPERATIONS.indexOf(operation);
    const all = Int32Array.from({length: this.#operations.length}, (_, index) => index);
    const indexes = all.filter(index => this.#operations.at(index) === wanted);
    if (this.#parents.size === 0) return indexes;
    const parentOf = (index: number) => this.#parents.get(index) ?? '';
    return indexes.sort((a, b) => compare(parentOf(a), parentOf(b)) || a - b);
  }

  purposeOf(index: number): Purpose {
    const operation = OPERATIONS[this.#operations.at(index)];
    if (operation === undefined) throw new RangeError(`no change ${index}`);
    return {row: this.#rows.at(index), operation};
  }

  read(index: number): Change {
    const [id, cells] = this.#parse(index);
    return {id, cells: unpackCells(cells)};
  }

  /** The same with what it replaces, where that is kept; absent for a new record. */
  readWithBefore(index: number): Omit<Change, 'before'> & {before?: Change['cells']} {
    const [id, cells, before] = this.#parse(index);
    return {id, cells: unpackCells(cells), ...(before && {before: unpackCells(before)})};
  }

  #parse(index: number): [string | null, PackedCells, PackedCells?] {
    return JSON.parse(this.#spool.read(index));
  }

  close(): void {
    this.#spool.close();
  }
}

function packReplaced(cells: Change['cells'], before: Change['before']): PackedCells | null {
  if (before === undefined) return null;
  return packCells(cells.map((cell, column) => (cell === undefined ? undefined : before[column])));
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
