import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {removeLinesFrom} from '@cohort-salesforce/spec';

/** Removes the chosen lines from the files in a folder; resolves with how many they were. */
export async function removeLines(
  folder: string,
  isChosen: (line: string) => boolean,
): Promise<number> {
  const entries = await readdir(folder, {withFileTypes: true}).catch(() => []);
  let removed = 0;
  for (const entry of entries) {
    if (entry.isFile()) removed += await removeLinesFrom(join(folder, entry.name), isChosen);
  }
  return removed;
}
