import {createReadStream, existsSync} from 'node:fs';
import {open, rename, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {namingFile} from '../file-error.js';
import {readLines} from './read-lines.js';

type LineFilter = (line: string) => boolean;

/**
 * Removes the chosen lines from a file, which may be missing, and resolves with how many they were. After a crash there
 * is the whole old file or the whole new one; of a file without lines, none.
 */
export async function removeLinesFrom(path: string, isChosen: LineFilter): Promise<number> {
  if (!existsSync(path)) return 0;
  const {chosen, others} = await count(path, isChosen);
  if (chosen === 0) return 0;
  if (others === 0) await rm(path);
  else await replace(path, isChosen);
  await syncFolder(dirname(path));
  return chosen;
}

async function replace(path: string, isChosen: LineFilter): Promise<void> {
  const shorter = `${path}.new`;
  await rm(shorter, {force: true});
  // A link that someone puts there is not followed.
  const file = await open(shorter, 'wx', 0o600);
  try {
    for await (const lines of readLines(createReadStream(path))) {
      const kept = lines.map(line => line.toString()).filter(text => !isChosen(text));
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
}

async function count(
  path: string,
  isChosen: LineFilter,
): Promise<{chosen: number; others: number}> {
  let chosen = 0;
  let all = 0;
  for await (const lines of readLines(createReadStream(path))) {
    for (const line of lines) if (isChosen(line.toString())) chosen += 1;
    all += lines.length;
  }
  return {chosen, others: all - chosen};
}

// The rename itself is safe only when the folder is on the disk; not every file system can do it.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().catch(() => {});
  await folder.close();
}
