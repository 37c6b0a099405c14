import {open, realpath, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {ConnectorError, reasonOfFileError, toConnectorError} from '@cohort-salesforce/spec';

/**
 * Replaces a file's content so that a reader, also after a crash, finds either the
 * whole old text or the whole new one. Until it resolves, nothing may be built on the new text.
 */
export async function writeFileAtomically(path: string, text: string, mode = 0o600): Promise<void> {
  try {
    // A symbolic link stays one: other readers of its target find the new text too.
    await replace(await realpath(path).catch(() => path), text, mode);
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    const why = reasonOfFileError(code);
    throw new ConnectorError({
      failure: toConnectorError(error).failure,
      message: `${path} cannot be written (${code ?? message})${why ? `: ${why}` : ''}.`,
      cause: error,
    });
  }
}

async function replace(path: string, text: string, mode: number): Promise<void> {
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  try {
    await writeThrough(aside, text, mode);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, {force: true});
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeThrough(path: string, text: string, mode: number): Promise<void> {
  await rm(path, {force: true});
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

// The rename itself is safe only when the folder is on the disk; not every file system can do it.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().catch(() => {});
  await folder.close();
}
