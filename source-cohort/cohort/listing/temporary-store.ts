import {mkdtemp, readdir, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {UserStore} from '../user-store.js';

export interface TemporaryStore {
  store: UserStore;
  /** Removes it. */
  close(): Promise<void>;
}

const PREFIX = 'cohort-listing-';
// A run that is older and whose store can be removed has ended without removing it.
const ABANDONED_MS = 3_600_000;

/** A store in the system's folder for temporary files, for this user alone. */
export async function openTemporaryStore(): Promise<TemporaryStore> {
  await removeAbandoned();
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  const store = await UserStore.open(folder);
  return {
    store,
    async close() {
      await store.close();
      await rm(folder, {recursive: true, force: true});
    },
  };
}

/** Removes what runs that were killed have left: it holds people's data. */
async function removeAbandoned(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter(each => each.startsWith(PREFIX))) {
    await removeIfAbandoned(join(tmpdir(), name)).catch(() => {});
  }
}

async function removeIfAbandoned(folder: string): Promise<void> {
  const {mtimeMs} = await stat(folder);
  if (Date.now() - mtimeMs < ABANDONED_MS) return;
  const {ClassicLevel} = await import('classic-level');
  // Fails for a store that a run has open.
  await ClassicLevel.destroy(folder);
  await rm(folder, {recursive: true, force: true});
}
