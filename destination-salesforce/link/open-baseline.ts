import {access, constants, mkdir} from 'node:fs/promises';
import {configError} from '@cohort-salesforce/spec';
import {BaselineStore} from '@cohort-salesforce/spec/baseline';
import type {ExportSession} from '../session.js';

/** Opens the session's baseline store, once, and proves that it belongs to this org. */
export function openBaseline(session: ExportSession, folder: string): Promise<BaselineStore> {
  session.baseline ??= open(session, folder);
  return session.baseline;
}

async function open(session: ExportSession, folder: string): Promise<BaselineStore> {
  await requireWritable(folder);
  const store = await BaselineStore.open(folder);
  try {
    await claim(store, session, folder);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function claim(
  store: BaselineStore,
  {salesforce, config}: ExportSession,
  folder: string,
): Promise<void> {
  const {organizationId: org} = await salesforce.identity();
  await store.clocks.note('salesforce', salesforce.clockAhead());
  if (store.owner.org === org) return;
  if (store.owner.org !== undefined && !config.new_org) {
    throw configError(
      `The baseline in ${folder} belongs to the org ${store.owner.org}, but the login leads to ${org}. If the org was replaced, as after a sandbox refresh, set new_org (harness: --new-org): only links whose two ends both still exist are kept.`,
    );
  }
  if (config.dry_run) return;
  if (store.owner.org === undefined) await store.setOwner({org});
  else await store.beginEpoch({...store.owner, org});
}

async function requireWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, {recursive: true, mode: 0o700});
    await access(folder, constants.W_OK);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw configError(`baseline_dir: ${folder} cannot be written (${reason}).`);
  }
}
