import {lstat} from 'node:fs/promises';
import {configError} from '../../connector-error.js';

/**
 * Resolves when there is a plain file at the path, or nothing. Links are not followed: anyone who may write to the folder
 * could have customers' data written anywhere.
 */
export async function requirePlainFile(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found || found.isFile()) return;
  const what = found.isSymbolicLink()
    ? 'a symbolic link, which is not followed'
    : found.isDirectory()
      ? 'a folder'
      : 'no plain file';
  throw configError(`${path} is ${what}. Move it away, so that a file can be written there.`);
}
