import {createReadStream} from 'node:fs';
import {truncate} from 'node:fs/promises';

/** Removes a last line without its end: a crash or a full disk leaves one. No state has come back for what it says. */
export async function removeCutOffLine(path: string): Promise<void> {
  let size = 0;
  let whole = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf('\n');
    if (end >= 0) whole = size + end + 1;
    size += chunk.length;
  }
  if (whole < size) await truncate(path, whole);
}
