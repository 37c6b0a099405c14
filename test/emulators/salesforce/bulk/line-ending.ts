import {closeSync, openSync, readSync} from 'node:fs';

const headerBytes = 32_000;

/** How the header row of a CSV file ends; undefined when it is all there is. */
export function lineEndingOf(path: string): 'LF' | 'CRLF' | undefined {
  const buffer = Buffer.alloc(headerBytes);
  const file = openSync(path, 'r');
  const text = buffer.toString('utf8', 0, readSync(file, buffer, 0, headerBytes, 0));
  closeSync(file);
  const end = /\r?\n/.exec(text)?.[0];
  if (end === undefined) return undefined;
  return end === '\n' ? 'LF' : 'CRLF';
}
