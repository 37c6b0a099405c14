import {createReadStream, existsSync} from 'node:fs';
import {open, readdir, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {namingFile, readLines} from '@cohort-salesforce/spec';

type LineFilter = (line: string) => boolean;

/** Removes the chosen lines from the files in a folder; resolves with how many they were. */
export async function removeLines(folder: string, isChosen: LineFilter): Promise<number> {
  const entries = await readdir(folder, {withFileTypes: true}).catch(() => []);
  let removed = 0;
  for (const entry of entries) {
    if (entry.isFile()) removed += await removeLinesFrom(join(folder, entry.name), isChosen);
  }
  return removed;
}

/** The same for one file; there may be none. */
export async function removeLinesFrom(path: string, isChosen: LineFilter): Promise<number> {
  if (!existsSync(path)) return 0;
  if ((await count(path, isChosen)) === 0) return 0;
  const shorter = `${path}.new`;
  const file = await open(shorter, 'w', 0o600);
  let removed = 0;
  try {
    for await (const lines of readLines(createReadStream(path))) {
      const texts = lines.map(line => line.toString());
      const kept = texts.filter(text => !isChosen(text));
      removed += texts.length - kept.length;
      const text = `${kept.join('\n')}\n`;
      if (kept.length > 0) await namingFile(shorter, () => file.appendFile(text));
    }
    await namingFile(shorter, () => file.sync());
  } catch (error) {
    await rm(shorter, {force: true});
    throw error;
  } finally {
    await file.close();
  }
  await rename(shorter, path);
  return removed;
}

async function count(path: string, isChosen: LineFilter): Promise<number> {
  let chosen = 0;
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) if (isChosen(line.toString())) chosen += 1;
  }
  return chosen;
}
