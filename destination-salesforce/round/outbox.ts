import type {Change} from '../match/index.js';
import type {Target} from '../target/index.js';
import {type PackedCells, packCells, unpackCells} from './packed-cells.js';
import {Spool} from './spool.js';

export type Operation = 'create' | 'update' | 'delete';

/** What a change is for. */
export interface Purpose {
  row: number;
  operation: Operation;
}

/** The changes of a round, on the disk; in memory only what each is for. */
export class Outbox {
  readonly #spool = new Spool();
  /** By number. */
  readonly #rows: number[] = [];
  readonly #operations: Operation[] = [];
  readonly #indexes: Record<Operation, number[]> = {create: [], update: [], delete: []};
  readonly #parents = new Map<number, string>();
  readonly #parentColumn: number;

  /** Changes lock the record that the first reference among the columns leads to. */
  constructor({columns}: Target) {
    this.#parentColumn = columns.findIndex(
      ({field, parent}) => parent !== undefined || field.type === 'reference',
    );
  }

  /** Takes a change for a row. */
  add(operation: Operation, {row, change}: {row: number; change: Change}): void {
    const index = this.#spool.append(JSON.stringify([change.id, packCells(change.cells)]));
    this.#rows.push(row);
    this.#operations.push(operation);
    this.#indexes[operation].push(index);
    const parent = change.cells[this.#parentColumn];
    if (parent) this.#parents.set(index, parent);
  }

  count(operation: Operation): number {
    return this.#indexes[operation].length;
  }

  /** What waits, changes with one parent side by side: two calls at once must not lock one parent. */
  indexes(operation: Operation): readonly number[] {
    const indexes = this.#indexes[operation];
    if (this.#parents.size === 0) return indexes;
    const parentOf = (index: number) => this.#parents.get(index) ?? '';
    return indexes.sort((a, b) => compare(parentOf(a), parentOf(b)) || a - b);
  }

  purposeOf(index: number): Purpose {
    const [row, operation] = [this.#rows[index], this.#operations[index]];
    if (row === undefined || operation === undefined) throw new RangeError(`no change ${index}`);
    return {row, operation};
  }

  read(index: number): Change {
    const [id, cells] = JSON.parse(this.#spool.read(index)) as [string | null, PackedCells];
    return {id, cells: unpackCells(cells)};
  }

  close(): void {
    this.#spool.close();
  }
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
