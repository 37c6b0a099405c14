import {StringDecoder} from 'node:string_decoder';

const QUOTE = 34;
const COMMA = 44;
const LINE_FEED = 10;

/** The least that a reader of CSV does: rows of values as strings. Every value must be quoted. */
export class CellParser {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  rows(chunk: Buffer): string[][] {
    const text = this.#rest + this.#decoder.write(chunk);
    const rows: string[][] = [];
    let position = 0;
    let row: string[] = [];
    let start = 0;
    while (position < text.length && text.charCodeAt(position) === QUOTE) {
      let end = text.indexOf('"', position + 1);
      while (end >= 0 && text.charCodeAt(end + 1) === QUOTE) end = text.indexOf('"', end + 2);
      if (end < 0 || end + 1 >= text.length) break;
      const value = text.slice(position + 1, end);
      row.push(value.includes('"') ? value.replaceAll('""', '"') : value);
      position = end + 2;
      const separator = text.charCodeAt(end + 1);
      if (separator === COMMA) continue;
      if (separator !== LINE_FEED) throw new Error(`found ${separator} after a value`);
      rows.push(row);
      row = [];
      start = position;
    }
    this.#rest = text.slice(start);
    return rows;
  }
}
