import {ConnectorError} from '../connector-error.js';
import {MAX_LINE_BYTES} from '../limits.js';
import {LongLine} from './long-line.js';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Gives the line that takes the place of one that is too long, or throws. */
export type Shorten = (line: LongLine, lineNumber: number) => Buffer;

/**
 * Splits a byte stream into lines, without their line ends: one batch for each chunk that ends at
 * least one line, so that the next chunk is read only when the batch has been dealt with.
 * A last line without a line end counts as a line. Throws when a line exceeds `maxBytes`, unless `shorten` deals with it.
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  maxBytes = MAX_LINE_BYTES,
  shorten?: Shorten,
): AsyncGenerator<Buffer[], void, void> {
  const begun = new BegunLine(maxBytes, shorten);
  let lineNumber = 0;
  for await (const chunk of stream) {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const rest = chunk.subarray(start, end);
      lineNumber += 1;
      lines.push(begun.isEmpty ? withoutCarriageReturn(rest) : begun.end(rest, lineNumber));
      start = end + 1;
    }
    if (start < chunk.length) begun.add(chunk.subarray(start), lineNumber + 1);
    if (lines.length > 0) yield lines;
  }
  if (!begun.isEmpty) yield [begun.end(Buffer.alloc(0), lineNumber + 1)];
}

/** The beginning of a line whose end has not come yet. */
class BegunLine {
  readonly #maxBytes: number;
  readonly #shorten: Shorten | undefined;
  #parts: Buffer[] = [];
  #bytes = 0;
  #long: LongLine | undefined;

  constructor(maxBytes: number, shorten: Shorten | undefined) {
    this.#maxBytes = maxBytes;
    this.#shorten = shorten;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  add(part: Buffer, lineNumber: number): void {
    this.#bytes += part.length;
    if (this.#long) this.#long.add(part);
    else this.#parts.push(part);
    if (this.#long || this.#bytes <= this.#maxBytes) return;
    if (!this.#shorten) throw tooLong(lineNumber, this.#maxBytes);
    this.#long = new LongLine();
    for (const begun of this.#parts) this.#long.add(begun);
    this.#parts = [];
  }

  /** The whole line, or what takes its place. */
  end(part: Buffer, lineNumber: number): Buffer {
    this.add(part, lineNumber);
    const shortened = this.#long && this.#shorten?.(this.#long, lineNumber);
    const line = shortened ?? withoutCarriageReturn(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#bytes = 0;
    this.#long = undefined;
    return line;
  }
}

function withoutCarriageReturn(line: Buffer): Buffer {
  return line[line.length - 1] === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

/** The error of a line that is too long and must not be left out. */
export function tooLong(lineNumber: number, maxBytes = MAX_LINE_BYTES): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Reading input: line ${lineNumber} is longer than ${maxBytes} bytes, the most that one message may have.`,
    facts: {lineNumber, maxBytes},
  });
}
