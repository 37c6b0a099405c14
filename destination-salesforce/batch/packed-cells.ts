import type {Cell} from '../values/index.js';

/** Cells as they are kept on the disk: JSON has no undefined, and 0 is no cell. */
export type PackedCells = readonly (Cell | 0)[];

export function packCells(cells: readonly (Cell | undefined)[]): PackedCells {
  return cells.map(cell => (cell === undefined ? 0 : cell));
}

export function unpackCells(packed: PackedCells): (Cell | undefined)[] {
  return packed.map(cell => (cell === 0 ? undefined : cell));
}
