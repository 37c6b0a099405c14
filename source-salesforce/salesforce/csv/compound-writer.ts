import {stringifyJson} from '@cohort-salesforce/spec';
import type {ByteSink} from './byte-sink.js';

/** A value that is put together from several columns: an object of them, or its JSON as text; null when all are empty. */
export interface CsvCompound {
  name: string;
  asText: boolean;
  parts: readonly {key: string; column: number}[];
}

/** The most bytes a cell's byte can become within JSON text: the backslash of `\u001f` is escaped once more. */
export const MAX_COMPOUND_GROWTH = 7;

/** Writes compounds after a row's visible columns, in the place of the hidden ones. */
export class CompoundWriter {
  readonly #compounds: readonly CsvCompound[];
  readonly #visible: number;
  readonly #starts: number[];
  readonly #ends: number[];
  /** The most bytes that a row's compounds have besides their values. */
  readonly roomForRow: number;

  constructor(compounds: readonly CsvCompound[], columns: number, visible: number) {
    this.#compounds = compounds;
    this.#visible = visible;
    this.#starts = new Array<number>(columns).fill(0);
    this.#ends = new Array<number>(columns).fill(0);
    const empty = compounds.map(({name, parts}) => {
      const nulls = Object.fromEntries(parts.map(({key}) => [key, null]));
      return `,${JSON.stringify(name)}:${JSON.stringify(JSON.stringify(nulls))}`;
    });
    this.roomForRow = Buffer.byteLength(empty.join(''));
  }

  /** Where in the sink the value of a column is. */
  note(column: number, start: number, end: number): void {
    this.#starts[column] = start;
    this.#ends[column] = end;
  }

  write(sink: ByteSink): void {
    const texts = this.#compounds.map(compound => this.#textOf(compound, sink));
    sink.length = this.#starts[this.#visible] ?? sink.length;
    sink.append(Buffer.from(texts.join('')));
  }

  #textOf({name, asText, parts}: CsvCompound, {bytes}: ByteSink): string {
    let isEmpty = true;
    const value: Record<string, unknown> = {};
    for (const {key, column} of parts) {
      const part = JSON.parse(bytes.toString('utf8', this.#starts[column], this.#ends[column]));
      if (part !== null) isEmpty = false;
      value[key] = part;
    }
    const text = stringifyJson(value);
    return `,${JSON.stringify(name)}:${isEmpty ? 'null' : asText ? JSON.stringify(text) : text}`;
  }
}
