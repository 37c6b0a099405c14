import {isUtf8} from 'node:buffer';
import {
  type AirbyteRecordChange,
  ConnectorError,
  RecordBlock,
  type RecordChanges,
} from '../../spec/index.js';
import {ByteSink} from './byte-sink.js';
import {type CellWriter, INCOMPLETE, LARGEST_GROWTH} from './cell-writers.js';
import {parseHeader} from './parse-header.js';

export interface CsvColumn {
  name: string;
  write: CellWriter;
}

/** Turns one CSV, in chunks of any size, into JSON objects: bytes to bytes, no value becomes a string of its own. */
export interface CsvToJson {
  /** The records that end in this chunk: good until the next one is pushed. */
  push(chunk: Buffer): RecordBlock;
  /** The last record, if its line end is missing; undefined when the CSV breaks off before its end. */
  end(): RecordBlock | undefined;
}

const NOTHING = new RecordBlock(Buffer.alloc(0), [], new Map());

/** The CSV's first row must name these columns, in this order. Throws a system_error when it is not such a CSV. */
export function createCsvToJson(columns: readonly CsvColumn[]): CsvToJson {
  const keys = columns.map(({name}, index) =>
    Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`),
  );
  const keyBytes = keys.reduce((sum, key) => sum + key.length, 0);
  const sink = new ByteSink();
  // What came and is not a whole row yet. Used again and again: a buffer for each chunk would pile up before it is collected.
  const source = new ByteSink();
  const damages = new Map<number, AirbyteRecordChange[]>();
  const ends: number[] = [];
  let headerRead = false;
  let column = 0;
  const onDamage = (change: 'TRUNCATED' | 'NULLED') => {
    const changes = damages.get(ends.length) ?? [];
    damages.set(ends.length, changes);
    const field = columns[column]?.name ?? '';
    if (changes.every(known => known.field !== field))
      changes.push({field, change, reason: 'SOURCE_SERIALIZATION_ERROR'});
  };

  function push(chunk: Buffer): RecordBlock {
    source.reserve(chunk.length);
    source.length += chunk.copy(source.bytes, source.length);
    const input = source.bytes.subarray(0, source.length);
    let position = headerRead ? 0 : readHeader(input);
    sink.length = 0;
    ends.length = 0;
    damages.clear();
    sink.reserve(roomFor(input.length));
    while (position < input.length) {
      const next = readRow(input, position);
      if (next === INCOMPLETE) break;
      position = next;
      ends.push(sink.length);
    }
    damages.delete(ends.length);
    source.bytes.copyWithin(0, position, source.length);
    source.length -= position;
    return toBlock(sink, ends, damages);
  }

  // Every column takes a byte of input at least, and an empty one becomes `null`.
  function roomFor(inputBytes: number): number {
    const rows = Math.ceil(inputBytes / columns.length) + 1;
    return inputBytes * LARGEST_GROWTH + rows * (keyBytes + 1 + columns.length * 4);
  }

  function readHeader(input: Buffer): number {
    const end = input.indexOf(0x0a);
    if (end < 0) return 0;
    const found = parseHeader(input.toString('utf8', 0, end));
    if (found.join() !== columns.map(({name}) => name).join())
      throw notSuchCsv(`its columns are ${found.join(', ')}`);
    headerRead = true;
    return end + 1;
  }

  function readRow(input: Buffer, start: number): number {
    if (!headerRead) return INCOMPLETE;
    let position = start;
    for (column = 0; column < columns.length; column++) {
      const key = keys[column];
      const writer = columns[column];
      if (key === undefined || writer === undefined) break;
      sink.append(key);
      position =
        position < input.length ? writer.write(input, position, sink, onDamage) : INCOMPLETE;
      if (position === INCOMPLETE) return forget();
      position = skipSeparator(input, position, column === columns.length - 1);
      if (position === INCOMPLETE) return forget();
    }
    sink.bytes[sink.length++] = 0x7d;
    return position;
  }

  function forget(): number {
    sink.length = ends.at(-1) ?? 0;
    return INCOMPLETE;
  }

  return {
    push,
    end: () => {
      if (!headerRead) return undefined;
      if (source.length === 0) return NOTHING;
      const records = push(Buffer.from('\n'));
      return source.length > 0 ? undefined : records;
    },
  };
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

function toBlock(sink: ByteSink, ends: readonly number[], damages: RecordChanges): RecordBlock {
  const block = new RecordBlock(sink.bytes.subarray(0, sink.length), ends, damages);
  return isUtf8(sink.bytes.subarray(0, sink.length)) ? block : mend(block);
}

// Decoding puts U+FFFD in the place of bytes that are no UTF-8.
function mend(block: RecordBlock): RecordBlock {
  const records: Buffer[] = [];
  const ends: number[] = [];
  const changes = new Map<number, readonly AirbyteRecordChange[]>();
  let length = 0;
  for (let index = 0; index < block.length; index++) {
    const found = block.bytesOf(index);
    const text = found.toString();
    const broken = isUtf8(found) ? [] : brokenFields(text);
    const all = [...(block.changesOf(index) ?? []), ...broken];
    if (all.length > 0) changes.set(index, all);
    const record = Buffer.from(text);
    records.push(record);
    length += record.length;
    ends.push(length);
  }
  return new RecordBlock(Buffer.concat(records), ends, changes);
}

function brokenFields(data: string): AirbyteRecordChange[] {
  const values = Object.entries(JSON.parse(data) as Record<string, unknown>);
  return values
    .filter(([, value]) => typeof value === 'string' && value.includes('\ufffd'))
    .map(([field]) => ({field, change: 'TRUNCATED', reason: 'SOURCE_SERIALIZATION_ERROR'}));
}

function notSuchCsv(found: string): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Reading the results of a bulk query: they are not the CSV that was asked for (${found}).`,
  });
}
