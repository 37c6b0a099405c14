import {rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {listEventFiles} from '../files/event-files.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes event files that were last written more than `days` ago. Resolves with their names. */
export async function removeOldFiles(folder: string, days: number): Promise<string[]> {
  const removed: string[] = [];
  const names = await listEventFiles(folder);
  // The last file may still be written.
  for (const name of names.slice(0, -1)) {
    const path = join(folder, name);
    const {mtimeMs} = await stat(path);
    if (Date.now() - mtimeMs <= days * DAY_MS) continue;
    await rm(path);
    removed.push(name);
  }
  return removed;
}
