import {mkdtemp, rmdir, stat} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {configError} from '../../connector-error.js';
import {describeUser} from '../../file-error.js';

/** The config keys that name folders which a connector makes and writes to. */
const FOLDER_KEYS = ['rejects_dir', 'listed_dir', 'state_dir', 'baseline_dir', 'changes_dir'];

/**
 * Throws a config error for a folder in the config that cannot be made or written to, so that `check` says it and
 * not the first record that has to be kept there.
 */
export async function requireFolders(config: object): Promise<void> {
  for (const key of FOLDER_KEYS) {
    const folder = (config as Record<string, unknown>)[key];
    if (typeof folder === 'string' && folder !== '') await requireFolder(key, resolve(folder));
  }
}

async function requireFolder(key: string, folder: string): Promise<void> {
  const existing = await nearestExisting(folder);
  const isFolder = (await stat(existing)).isDirectory();
  const code = isFolder ? await denied(existing) : 'ENOTDIR';
  if (code === undefined) return;
  const reason = isFolder ? `cannot be written by ${describeUser()}` : 'is not a folder';
  throw configError(
    `${key} is ${folder}, but ${existing} ${reason} (${code}). Name a folder on a volume that this user may write to. In a container, mount one and start it with --user "$(id -u):$(id -g)".`,
  );
}

async function nearestExisting(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
  return isThere || path === dirname(path) ? path : nearestExisting(dirname(path));
}

// By trying, since permissions do not tell of read-only and remote file systems.
async function denied(folder: string): Promise<string | undefined> {
  try {
    await rmdir(await mkdtemp(join(folder, '.check-')));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
