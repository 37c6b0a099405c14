import {open, rename} from 'node:fs/promises';
import {dirname} from 'node:path';

/** Writes a file that is whole under its name, or not there: also after a crash. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const aside = `${path}.new`;
  const file = await open(aside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
  await syncFolder(dirname(path));
}

/** Makes the names in a folder durable. Not every file system can do it. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().catch(() => {});
  await folder.close();
}
