import {isUtf8} from 'node:buffer';

const NEWLINE = 0x0a;
const MAX_SEQUENCE_BYTES = 4;

/** Passes bytes on that are UTF-8; throws what `refuse` makes of the first line that is not. */
export async function* requireUtf8(
  chunks: AsyncIterable<Buffer>,
  refuse: (line: number) => Error,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = endOfWhole(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw refuse(line + linesBeforeBadByte(whole));
    line += countLines(whole);
    rest = bytes.subarray(end);
    yield whole;
  }
  if (rest.length > 0) throw refuse(line);
}

// Where a character begins whose last bytes are in the next chunk.
function endOfWhole(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - MAX_SEQUENCE_BYTES + 1);
  for (let at = bytes.length - 1; at >= first; at -= 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return at + lengthOf(byte) > bytes.length ? at : bytes.length;
  }
  return bytes.length;
}

function lengthOf(leadByte: number): number {
  if (leadByte >= 0xf0) return 4;
  return leadByte >= 0xe0 ? 3 : 2;
}

function linesBeforeBadByte(bytes: Buffer): number {
  let from = 0;
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
    if (!isUtf8(bytes.subarray(from, at))) break;
    from = at + 1;
    lines += 1;
  }
  return lines;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
