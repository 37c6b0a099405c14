import {ConnectorError, MAX_LINE_BYTES} from '../../spec/index.js';

const NEWLINE = 0x0a;

/** A run of whole record lines, to be passed on as they are; or one other line. */
export type Piece = {kind: 'records'; bytes: Buffer} | {kind: 'line'; line: Buffer};

/**
 * Cuts a source's bytes into runs of records and other lines without parsing the records: a line
 * that begins as one of `starts` is a record, and counted in `counts` at the same index. Parsing
 * each would double what the harness costs. Without a start, no record is recognised so. A line that begins otherwise is shown to
 * `isOtherRecord`, which counts it itself.
 */
export class RecordRuns {
  readonly counts: number[];
  readonly #starts: readonly (Buffer | undefined)[];
  readonly #isOtherRecord: (line: Buffer) => boolean;
  #begun: Buffer[] = [];
  #begunBytes = 0;
  // Records of one stream come in succession.
  #last = 0;

  constructor(starts: readonly (string | undefined)[], isOtherRecord: (line: Buffer) => boolean) {
    this.#starts = starts.map(start => (start === undefined ? undefined : Buffer.from(start)));
    this.counts = starts.map(() => 0);
    this.#isOtherRecord = isOtherRecord;
  }

  *cut(chunk: Buffer): Generator<Piece, void, void> {
    const first = chunk.indexOf(NEWLINE);
    if (first < 0) {
      this.#begin(chunk);
      return;
    }
    let start = 0;
    if (this.#begunBytes > 0) {
      const line = Buffer.concat([...this.#begun, chunk.subarray(0, first + 1)]);
      this.#forgetBegun();
      yield* this.#cutLines(line);
      start = first + 1;
    }
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (start < end) yield* this.#cutLines(chunk.subarray(start, end));
    if (end < chunk.length) this.#begin(chunk.subarray(end));
  }

  /** What came after the last line end; taken once, at the end of the input. */
  rest(): Buffer {
    const rest = Buffer.concat(this.#begun);
    this.#forgetBegun();
    return rest;
  }

  *#cutLines(lines: Buffer): Generator<Piece, void, void> {
    let runStart = 0;
    let next = 0;
    for (let start = 0; start < lines.length; start = next) {
      next = lines.indexOf(NEWLINE, start) + 1;
      if (this.#isRecord(lines, start)) continue;
      const line = lines.subarray(start, next - 1);
      if (this.#isOtherRecord(line)) continue;
      if (runStart < start) yield {kind: 'records', bytes: lines.subarray(runStart, start)};
      yield {kind: 'line', line};
      runStart = next;
    }
    if (runStart < lines.length) yield {kind: 'records', bytes: lines.subarray(runStart)};
  }

  #isRecord(lines: Buffer, start: number): boolean {
    if (!this.#startsAs(this.#last, lines, start)) {
      const found = this.#starts.findIndex((_, index) => this.#startsAs(index, lines, start));
      if (found < 0) return false;
      this.#last = found;
    }
    this.counts[this.#last] = (this.counts[this.#last] ?? 0) + 1;
    return true;
  }

  #startsAs(index: number, lines: Buffer, start: number): boolean {
    const wanted = this.#starts[index];
    if (!wanted || start + wanted.length > lines.length) return false;
    for (let at = wanted.length - 1; at >= 0; at -= 1) {
      if (lines[start + at] !== wanted[at]) return false;
    }
    return true;
  }

  #begin(bytes: Buffer): void {
    this.#begun.push(bytes);
    this.#begunBytes += bytes.length;
    if (this.#begunBytes <= MAX_LINE_BYTES) return;
    throw new ConnectorError({
      failure: 'system_error',
      message: `Reading messages: a line is longer than ${MAX_LINE_BYTES} bytes, the most that one message may have.`,
    });
  }

  #forgetBegun(): void {
    this.#begun = [];
    this.#begunBytes = 0;
  }
}
