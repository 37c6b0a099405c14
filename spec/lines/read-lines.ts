import {ConnectorError} from '../connector-error.js';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Airbyte's platform warns from 20,000,000 characters on; a line far beyond is no message. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Splits a byte stream into lines, without their line ends: one batch for each chunk that ends at
 * least one line, so that the next chunk is read only when the batch has been dealt with.
 * A last line without a line end counts as a line. Throws when a line exceeds `maxBytes`.
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  maxBytes = MAX_LINE_BYTES,
): AsyncGenerator<Buffer[], void, void> {
  const begun: Buffer[] = [];
  let begunBytes = 0;
  let lineNumber = 0;
  for await (const chunk of stream) {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const rest = chunk.subarray(start, end);
      lines.push(
        withoutCarriageReturn(begun.length === 0 ? rest : Buffer.concat([...begun, rest])),
      );
      begun.length = 0;
      begunBytes = 0;
      start = end + 1;
    }
    lineNumber += lines.length;
    if (start < chunk.length) {
      begun.push(chunk.subarray(start));
      begunBytes += chunk.length - start;
    }
    if (begunBytes > maxBytes) throw tooLong(lineNumber + 1, maxBytes);
    if (lines.length > 0) yield lines;
  }
  if (begunBytes > 0) yield [withoutCarriageReturn(Buffer.concat(begun))];
}

function withoutCarriageReturn(line: Buffer): Buffer {
  return line[line.length - 1] === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

function tooLong(lineNumber: number, maxBytes: number): ConnectorError {
  return new ConnectorError({
    failure: 'system_error',
    message: `Reading input: line ${lineNumber} is longer than ${maxBytes} bytes, the most that one message may have.`,
    facts: {lineNumber, maxBytes},
  });
}
