import type {
  BatchingWriter,
  InputRecord,
  RecordBatch,
  RecordResult,
  RecordWriter,
} from './destination.js';
import {LineStore} from './line-store.js';

/** Reads the record of a line once more. */
export type ReadRecord = (line: Buffer, lineNumber: number) => InputRecord;

/** A batch while it is filled, and until it is written. */
export interface OpenBatch {
  size: number;
  add(record: InputRecord, line: Buffer): void;
  /** Called once. */
  write(): Promise<readonly RecordResult[]>;
  recordAt(index: number): InputRecord | undefined;
  /** Called when no record is needed any more. */
  release?(): void;
}

export function openBatch(
  writer: RecordWriter | BatchingWriter,
  readRecord: ReadRecord,
): OpenBatch {
  if ('begin' in writer) return new ForwardedRecords(writer.begin(), readRecord);
  return new HeldRecords(writer);
}

class HeldRecords implements OpenBatch {
  readonly #writer: RecordWriter;
  readonly #records: InputRecord[] = [];

  constructor(writer: RecordWriter) {
    this.#writer = writer;
  }

  get size(): number {
    return this.#records.length;
  }

  add(record: InputRecord): void {
    this.#records.push(record);
  }

  write(): Promise<readonly RecordResult[]> {
    return this.#writer.write(this.#records);
  }

  recordAt(index: number): InputRecord | undefined {
    return this.#records[index];
  }
}

/** Keeps the bytes of the lines only: thousands of parsed records cost the garbage collector more time than parsing. */
class ForwardedRecords implements OpenBatch {
  readonly #batch: RecordBatch;
  readonly #readRecord: ReadRecord;
  readonly #lines = new LineStore();

  constructor(batch: RecordBatch, readRecord: ReadRecord) {
    this.#batch = batch;
    this.#readRecord = readRecord;
  }

  get size(): number {
    return this.#lines.size;
  }

  add(record: InputRecord, line: Buffer): void {
    this.#lines.add(line, record.line);
    this.#batch.add(record);
  }

  write(): Promise<readonly RecordResult[]> {
    return this.#batch.write(index => this.recordAt(index));
  }

  recordAt(index: number): InputRecord {
    const {line, lineNumber} = this.#lines.at(index);
    return this.#readRecord(line, lineNumber);
  }

  release(): void {
    this.#lines.release();
  }
}
