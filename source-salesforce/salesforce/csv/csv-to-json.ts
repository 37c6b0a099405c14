import {
  type AirbyteRecordChange,
  ConnectorError,
  MAX_ROW_BYTES,
  RecordBlock,
} from '@cohort-salesforce/spec';
import {ByteSink} from './byte-sink.js';
import {type CellWriter, type Damage, INCOMPLETE, MAX_GROWTH} from './cell-writers.js';
import {CompoundWriter, type CsvCompound, MAX_COMPOUND_GROWTH} from './compound-writer.js';
import {parseHeader} from './parse-header.js';
import {RowScanner} from './row-scanner.js';
import {toUtf8} from './to-utf8.js';

export interface CsvColumn {
  name: string;
  write: CellWriter;
  /** The compound that the column is only a part of: it is no property of the record then. Such columns come last. */
  partOf?: string;
}

const NOTHING = new RecordBlock(Buffer.alloc(0), [], new Map());
const CLOSING_BRACE = 0x7d;
// More than this at once is one long row, or very many: then the end of each is looked for before it is read.
const LARGE_INPUT = 1024 * 1024;
const MAX_HEADER_BYTES = 1024 * 1024;

/** Turns one CSV, in chunks of any size, into JSON objects: bytes to bytes, no value becomes a string of its own. */
export class CsvToJson {
  readonly #columns: readonly CsvColumn[];
  readonly #keys: readonly Buffer[];
  readonly #keyBytes: number;
  readonly #sink = new ByteSink();
  // What came and is not a whole row yet. Used again and again: a buffer for each chunk would pile up before it is collected.
  readonly #source = new ByteSink();
  readonly #damages = new Map<number, AirbyteRecordChange[]>();
  readonly #ends: number[] = [];
  readonly #scanner = new RowScanner();
  readonly #compounds: CompoundWriter | undefined;
  readonly #growth: number;
  #headerRead = false;
  #column = 0;

  /** The CSV's first row must name these columns, in this order. */
  constructor(columns: readonly CsvColumn[], compounds: readonly CsvCompound[] = []) {
    this.#columns = columns;
    this.#keys = columns.map(({name, partOf}, index) =>
      Buffer.from(partOf === undefined ? `${index === 0 ? '{' : ','}${JSON.stringify(name)}:` : ''),
    );
    this.#keyBytes = this.#keys.reduce((sum, key) => sum + key.length, 0);
    const visible = columns.filter(({partOf}) => partOf === undefined).length;
    if (compounds.length > 0)
      this.#compounds = new CompoundWriter(compounds, columns.length, visible);
    this.#growth = MAX_GROWTH + (this.#compounds ? MAX_COMPOUND_GROWTH : 0);
  }

  /**
   * The records that end in this chunk: good until the next one is pushed. Throws a system_error when it is not the CSV that
   * the columns tell of.
   */
  push(chunk: Buffer): RecordBlock {
    const source = this.#source;
    const sink = this.#sink;
    source.reserve(chunk.length);
    source.length += chunk.copy(source.bytes, source.length);
    const input = source.bytes.subarray(0, source.length);
    let position = this.#headerRead ? 0 : this.#readHeader(input);
    sink.length = 0;
    this.#ends.length = 0;
    this.#damages.clear();
    const isLarge = input.length > LARGE_INPUT;
    position = isLarge ? this.#readLarge(input, position) : this.#readRows(input, position);
    if (input.length - position > MAX_ROW_BYTES) throw notSuchCsv('a row does not end');
    this.#damages.delete(this.#ends.length);
    source.bytes.copyWithin(0, position, source.length);
    source.length -= position;
    const records = sink.bytes.subarray(0, sink.length);
    return toUtf8(new RecordBlock(records, this.#ends, this.#damages), records);
  }

  /** The last record, if its line end is missing; undefined when the CSV breaks off before its end. */
  end(): RecordBlock | undefined {
    if (!this.#headerRead) return undefined;
    if (this.#source.length === 0) return NOTHING;
    const records = this.push(Buffer.from('\n'));
    return this.#source.length > 0 ? undefined : records;
  }

  #readRows(input: Buffer, start: number): number {
    let position = start;
    this.#scanner.reset();
    this.#sink.reserve(this.#roomFor(input.length));
    while (position < input.length) {
      const next = this.#readRow(input, position);
      if (next === INCOMPLETE) break;
      position = next;
      this.#ends.push(this.#sink.length);
    }
    return position;
  }

  // Neither is a row that has not ended read again and again, nor is there room for what cannot be.
  #readLarge(input: Buffer, start: number): number {
    let position = start;
    for (;;) {
      const end = this.#headerRead ? this.#scanner.endOfRow(input, position) : INCOMPLETE;
      if (end === INCOMPLETE) return position;
      this.#sink.reserve((end - position) * this.#growth + this.#roomForRow());
      const next = this.#readRow(input, position);
      if (next === INCOMPLETE) return position;
      position = next;
      this.#ends.push(this.#sink.length);
      this.#scanner.reset();
    }
  }

  // Every column takes a byte of input at least, and an empty one becomes `null`.
  #roomFor(inputBytes: number): number {
    const count = this.#columns.length;
    const rows = Math.ceil(inputBytes / count) + 1;
    return inputBytes * this.#growth + rows * this.#roomForRow();
  }

  // What a row has besides its values: keys, a brace, and `null` for each empty one.
  #roomForRow(): number {
    const compounds = this.#compounds?.roomForRow ?? 0;
    return this.#keyBytes + 1 + this.#columns.length * 4 + compounds;
  }

  #readHeader(input: Buffer): number {
    const end = input.indexOf(0x0a);
    if (end < 0 && input.length > MAX_HEADER_BYTES) throw notSuchCsv('its first row does not end');
    if (end < 0) return 0;
    const found = parseHeader(input.toString('utf8', 0, end));
    if (found.join() !== this.#columns.map(({name}) => name).join())
      throw notSuchCsv(describeHeader(found, this.#columns));
    this.#headerRead = true;
    return end + 1;
  }

  #readRow(input: Buffer, start: number): number {
    if (!this.#headerRead) return INCOMPLETE;
    const sink = this.#sink;
    const columns = this.#columns;
    const compounds = this.#compounds;
    let position = start;
    for (let index = 0; index < columns.length; index++) {
      const key = this.#keys[index];
      const column = columns[index];
      if (key === undefined || column === undefined) break;
      this.#column = index;
      sink.append(key);
      const valueAt = sink.length;
      position =
        position < input.length ? column.write(input, position, sink, this.#onDamage) : INCOMPLETE;
      if (position === INCOMPLETE) return this.#forget();
      if (compounds) compounds.note(index, valueAt, sink.length);
      position = skipSeparator(input, position, index === columns.length - 1);
      if (position === INCOMPLETE) return this.#forget();
    }
    if (compounds) compounds.write(sink);
    sink.bytes[sink.length++] = CLOSING_BRACE;
    return position;
  }

  readonly #onDamage = (change: Damage): void => {
    const at = this.#ends.length;
    const changes = this.#damages.get(at) ?? [];
    this.#damages.set(at, changes);
    const column = this.#columns[this.#column];
    const field = column?.partOf ?? column?.name ?? '';
    if (changes.every(known => known.field !== field))
      changes.push({field, change, reason: 'SOURCE_SERIALIZATION_ERROR'});
  };

  #forget(): number {
    this.#sink.length = this.#ends.at(-1) ?? 0;
    return INCOMPLETE;
  }
}

// Without a header, the first row is a customer: it is not quoted.
function describeHeader(found: readonly string[], columns: readonly CsvColumn[]): string {
  const missing = columns.map(({name}) => name).filter(name => !found.includes(name));
  const lack = missing.length > 0 ? `lacks ${missing.join(', ')}` : 'has them in another order';
  return `its first row has ${found.length} columns of ${columns.length} and ${lack}`;
}

function skipSeparator(input: Buffer, position: number, isLast: boolean): number {
  const byte = input[position];
  if (byte === (isLast ? 0x0a : 0x2c)) return position + 1;
  if (isLast && byte === 0x0d) {
    if (position + 1 >= input.length) return INCOMPLETE;
    if (input[position + 1] === 0x0a) return position + 2;
  }
  if (byte === undefined) return INCOMPLETE;
  throw notSuchCsv('a row has another number of values than the header');
}

function notSuchCsv(found: string): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Reading the results of a bulk query: they are not the CSV that was asked for (${found}).`,
  });
}
