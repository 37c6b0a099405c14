import {parseJson, stringifyJson} from '@cohort-salesforce/spec';
import type {ByteSink} from './byte-sink.js';

/** A value that is put together from several columns: an object of them, or its JSON as text; null when all are empty. */
export interface CsvCompound {
  name: string;
  asText: boolean;
  parts: readonly {key: string; column: number}[];
}

/** The most bytes a cell's byte can become within JSON text: the backslash of `\u001f` is escaped once more. */
export const MAX_COMPOUND_GROWTH = 7;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_N = 0x6e;
// A double keeps fifteen digits whatever they are.
const MAX_EXACT_BYTES = 15;

interface Compound {
  asText: boolean;
  /** `,"Home":{` with the first key, or with the quote of a text; then each key after a comma. */
  parts: readonly {before: Uint8Array; column: number}[];
  end: Uint8Array;
  empty: Uint8Array;
}

/** Writes compounds after a row's visible columns, in the place of the hidden ones: bytes to bytes, as each value is JSON already. */
export class CompoundWriter {
  readonly #compounds: readonly Compound[];
  readonly #visible: number;
  readonly #starts: number[];
  readonly #ends: number[];
  /** The most bytes that a row's compounds have besides their values. */
  readonly roomForRow: number;

  constructor(compounds: readonly CsvCompound[], columns: number, visible: number) {
    this.#compounds = compounds.map(toCompound);
    this.#visible = visible;
    this.#starts = new Array<number>(columns).fill(0);
    this.#ends = new Array<number>(columns).fill(0);
    this.roomForRow = this.#compounds.reduce((sum, compound) => sum + bytesOf(compound), 0);
  }

  /** Where in the sink the value of a column is. */
  note(column: number, start: number, end: number): void {
    this.#starts[column] = start;
    this.#ends[column] = end;
  }

  write(sink: ByteSink): void {
    const end = sink.length;
    const first = this.#starts[this.#visible] ?? end;
    for (const compound of this.#compounds) this.#writeCompound(compound, sink);
    sink.bytes.copyWithin(first, end, sink.length);
    sink.length -= end - first;
  }

  #writeCompound({parts, end, empty, asText}: Compound, sink: ByteSink): void {
    const before = sink.length;
    let isEmpty = true;
    for (const {before: key, column} of parts) {
      sink.append(key);
      const from = this.#starts[column] ?? 0;
      const to = this.#ends[column] ?? from;
      if (sink.bytes[from] !== LETTER_N) isEmpty = false;
      if (isShort(sink.bytes, from, to)) copyValue(sink, from, to, asText);
      else sink.append(shorten(sink, from, to));
    }
    if (isEmpty) sink.length = before;
    sink.append(isEmpty ? empty : end);
  }
}

function toCompound({name, asText, parts}: CsvCompound): Compound {
  const start = `,${JSON.stringify(name)}:`;
  const inText = (json: string) => (asText ? JSON.stringify(json).slice(1, -1) : json);
  return {
    asText,
    parts: parts.map(({key, column}, index) => {
      const before = index === 0 ? `${start}${asText ? '"' : ''}{` : ',';
      return {before: Buffer.from(`${before}${inText(`${JSON.stringify(key)}:`)}`), column};
    }),
    end: Buffer.from(asText ? '}"' : '}'),
    empty: Buffer.from(`${start}null`),
  };
}

function bytesOf({parts, end, empty}: Compound): number {
  // An empty component becomes `null`.
  const keys = parts.reduce((sum, {before}) => sum + before.length + 4, 0);
  return Math.max(empty.length, keys + end.length);
}

/** Whether it is text, `null`, or a number that JavaScript would write so. Others that are rare, such as -0.5, are said not to be. */
function isShort(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from] as number;
  if (first !== MINUS && (first < ZERO || first > NINE)) return true;
  const digits = first === MINUS ? from + 1 : from;
  // It may be -0, or so small that it gets an exponent.
  if (bytes[digits] === ZERO && to - from > 1) return false;
  let hasPoint = false;
  for (let index = digits; index < to; index++) {
    const byte = bytes[index] as number;
    if (byte === POINT) hasPoint = true;
    else if (byte < ZERO || byte > NINE) return false;
  }
  return to - from <= MAX_EXACT_BYTES && !(hasPoint && bytes[to - 1] === ZERO);
}

// As REST gives it once it was parsed: `37.0` is `37`.
function shorten({bytes}: ByteSink, from: number, to: number): Uint8Array {
  const [value] = parseJson(`[${bytes.toString('latin1', from, to)}]`) as [unknown];
  return Buffer.from(stringifyJson(value));
}

function copyValue(sink: ByteSink, from: number, to: number, asText: boolean): void {
  const {bytes} = sink;
  let end = sink.length;
  for (let index = from; index < to; index++) {
    const byte = bytes[index] as number;
    if (asText && (byte === QUOTE || byte === BACKSLASH)) bytes[end++] = BACKSLASH;
    bytes[end++] = byte;
  }
  sink.length = end;
}
