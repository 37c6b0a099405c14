import {createReadStream} from 'node:fs';

/** A complete line of an event file, without its line end. */
export interface EventLine {
  bytes: Buffer;
  /** Where the next line begins, in bytes. */
  end: number;
}

export interface FilePart {
  path: string;
  /** Where a line begins, in bytes. Default: the beginning. */
  start?: number;
  /** Nothing from this byte on is read. Default: the file's end. */
  end?: number;
}

const NEWLINE = 0x0a;

/**
 * The complete lines of an event file, in batches. What follows the last line end is left out: it is
 * a line that is being written, or one whose writer was killed.
 */
export async function* readEventLines({
  path,
  start = 0,
  end = Number.POSITIVE_INFINITY,
}: FilePart): AsyncGenerator<EventLine[]> {
  if (end <= start) return;
  let rest: Buffer[] = [];
  let position = start;
  for await (const data of createReadStream(path, {start, end: end - 1})) {
    const chunk = data as Buffer;
    const lines: EventLine[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      const bytes = Buffer.concat([...rest, chunk.subarray(from, at)]);
      rest = [];
      from = at + 1;
      lines.push({bytes, end: position + from});
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    position += chunk.length;
    if (lines.length > 0) yield lines;
  }
}
