import type {Change} from '../match/index.js';
import type {Target} from '../target/index.js';
import type {Cell} from '../values/index.js';
import {Spool} from './spool.js';

export type Operation = 'create' | 'update' | 'delete';

/** A change that waits to be sent, with the row it is for. */
export interface Pending extends Change {
  /** Its number in the outbox. */
  index: number;
  row: number;
  operation: Operation;
}

/** The changes of a round, on the disk; in memory only their numbers, by operation. */
export class Outbox {
  readonly #spool = new Spool();
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
    // JSON has no undefined; 0 is no cell.
    const cells = change.cells.map(cell => (cell === undefined ? 0 : cell));
    const index = this.#spool.append(JSON.stringify([row, operation, change.id, cells]));
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

  read(index: number): Pending {
    const [row, operation, id, cells] = JSON.parse(this.#spool.read(index)) as [
      number,
      Operation,
      string | null,
      (Cell | 0)[],
    ];
    return {index, row, operation, id, cells: cells.map(cell => (cell === 0 ? undefined : cell))};
  }

  close(): void {
    this.#spool.close();
  }
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
