import type {Row} from '../match/index.js';
import {type PackedCells, packCells, unpackCells} from './packed-cells.js';
import {Spool} from './spool.js';

/** Rows kept on the disk, as they are after all converting and checking. */
export class RowSpool {
  readonly #spool = new Spool();

  get bytes(): number {
    return this.#spool.bytes;
  }

  append({key, keyText, userId, cells}: Row): void {
    this.#spool.append(JSON.stringify([key, keyText, userId, packCells(cells)]));
  }

  /** Keeps the place of a record that makes no row. */
  skip(): void {
    this.#spool.append('');
  }

  read(index: number): Row {
    const text = this.#spool.read(index);
    if (text === '') throw new Error(`Row ${index} was refused before.`);
    const [key, keyText, userId, cells] = JSON.parse(text) as [
      string,
      string,
      string | null,
      PackedCells,
    ];
    return {key, keyText, userId, cells: unpackCells(cells)};
  }

  close(): void {
    this.#spool.close();
  }
}
