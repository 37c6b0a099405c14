import type {FieldRejection, RejectedCell, Row, RowLink} from '../match/index.js';
import {type PackedCells, packCells, unpackCells} from './packed-cells.js';
import {Spool} from './spool.js';

type PackedRow = [
  key: string,
  keyText: string,
  userId: string | null,
  cells: PackedCells,
  more?: {
    refused: readonly RejectedCell[];
    keyRejection?: FieldRejection | undefined;
    link?: RowLink | undefined;
  },
];

/** Rows kept on the disk, as they are after all converting and checking. */
export class RowSpool {
  readonly #spool = new Spool();

  get bytes(): number {
    return this.#spool.bytes;
  }

  append({key, keyText, userId, cells, refused, keyRejection, link}: Row): void {
    const packed: PackedRow = [key, keyText, userId, packCells(cells)];
    if (refused.length > 0 || keyRejection || link) packed.push({refused, keyRejection, link});
    this.#spool.append(JSON.stringify(packed));
  }

  /** Keeps the place of a record that makes no row. */
  skip(): void {
    this.#spool.append('');
  }

  read(index: number): Row {
    const text = this.#spool.read(index);
    if (text === '') throw new Error(`Row ${index} was refused before.`);
    const [key, keyText, userId, cells, more] = JSON.parse(text) as PackedRow;
    const {refused = [], keyRejection, link} = more ?? {};
    return {
      key,
      keyText,
      userId,
      cells: unpackCells(cells),
      refused,
      ...(keyRejection && {keyRejection}),
      ...(link && {link}),
    };
  }

  close(): void {
    this.#spool.close();
  }
}
