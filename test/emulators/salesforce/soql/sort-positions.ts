import type {Value} from '../org/index.js';
import {keyFunction} from './compile-condition.js';
import type {Resolved} from './resolve-operand.js';

/** A key to sort by, already bound to what it reads. */
export interface SortKey {
  resolved: Resolved;
  descending: boolean;
  nullsLast: boolean;
}

/** Sorts positions by the keys; equal ones keep their order. Nulls come first unless asked otherwise. */
export function sortPositions(positions: number[], keys: readonly SortKey[]): number[] {
  const columns = keys.map(key => columnOf(positions, key));
  const order = positions.map((_, at) => at);
  order.sort((a, b) => compareRows(columns, keys, a, b) || a - b);
  return order.map(at => positions[at] as number);
}

function columnOf(positions: number[], {resolved}: SortKey): Value[] {
  const keyOf = keyFunction(resolved.field);
  return positions.map(position => keyOf(resolved.read(position)));
}

function compareRows(columns: Value[][], keys: readonly SortKey[], a: number, b: number): number {
  for (const [at, key] of keys.entries()) {
    const column = columns[at] as Value[];
    const order = compareValues(column[a] ?? null, column[b] ?? null, key);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: Value, b: Value, {descending, nullsLast}: SortKey): number {
  if (a === b) return 0;
  if (a === null) return nullsLast ? 1 : -1;
  if (b === null) return nullsLast ? -1 : 1;
  return a < b === descending ? 1 : -1;
}
