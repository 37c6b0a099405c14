import {LongLine, MAX_LINE_BYTES} from '@cohort-salesforce/spec';

const NEWLINE = 0x0a;

/**
 * A run of whole record lines, to be passed on as they are; or one other line. A line that is too long to be held comes as
 * `part`s, to be passed on as well if it is a record, and at its end as what is known of it.
 */
export type Piece =
  | {kind: 'records' | 'part'; bytes: Buffer}
  | {kind: 'line'; line: Buffer}
  | {kind: 'long'; line: LongLine};

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
  #long: LongLine | undefined;
  readonly #maxBytes: number;
  // Records of one stream come in succession.
  #last = 0;

  constructor(
    starts: readonly (string | undefined)[],
    isOtherRecord: (line: Buffer) => boolean,
    maxBytes = MAX_LINE_BYTES,
  ) {
    this.#maxBytes = maxBytes;
    this.#starts = starts.map(start => (start === undefined ? undefined : Buffer.from(start)));
    this.counts = starts.map(() => 0);
    this.#isOtherRecord = isOtherRecord;
  }

  *cut(chunk: Buffer): Generator<Piece, void, void> {
    const rest = this.#long ? yield* this.#cutLong(this.#long, chunk) : chunk;
    if (rest.length > 0) yield* this.#cutShort(rest);
    if (this.#begunBytes > this.#maxBytes) yield* this.#beginLong();
  }

  /** The last line, if it is too long and lacks its end; taken once, at the end of the input. */
  longRest(): LongLine | undefined {
    return this.#long;
  }

  *#beginLong(): Generator<Piece, void, void> {
    const long = new LongLine();
    this.#long = long;
    for (const bytes of this.#begun) long.add(bytes);
    if (mayBeRecord(long)) for (const bytes of this.#begun) yield {kind: 'part', bytes};
    this.#forgetBegun();
  }

  /** The rest of a chunk after the end of the long line. */
  *#cutLong(long: LongLine, chunk: Buffer): Generator<Piece, Buffer, void> {
    const end = chunk.indexOf(NEWLINE);
    const part = end < 0 ? chunk : chunk.subarray(0, end + 1);
    const isPassedOn = mayBeRecord(long);
    long.add(part);
    if (isPassedOn) yield {kind: 'part', bytes: part};
    if (end < 0) return Buffer.alloc(0);
    this.#long = undefined;
    yield {kind: 'long', line: long};
    return chunk.subarray(end + 1);
  }

  *#cutShort(chunk: Buffer): Generator<Piece, void, void> {
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
  }

  #forgetBegun(): void {
    this.#begun = [];
    this.#begunBytes = 0;
  }
}

// What it is must be plain from its first megabytes; a record that says so only at its end is taken for one.
function mayBeRecord({type, isMessage}: LongLine): boolean {
  return type === undefined ? isMessage : type === 'RECORD';
}
