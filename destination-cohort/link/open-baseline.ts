import {access, constants, mkdir} from 'node:fs/promises';
import {configError} from '@cohort-salesforce/spec';
import {BaselineStore} from '@cohort-salesforce/spec/baseline';
import type {Session} from '../session.js';

/** Opens the session's baseline store, once, and proves that it belongs to this org. */
export function openBaseline(session: Session, folder: string): Promise<BaselineStore> {
  session.baseline ??= open(session, folder);
  return session.baseline;
}

async function open({config}: Session, folder: string): Promise<BaselineStore> {
  await requireWritable(folder);
  const store = await BaselineStore.open(folder);
  try {
    await contribution(store, config, folder);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function contribution(
  store: BaselineStore,
  {org_id: org, new_org: isNewOrg}: Session['config'],
  folder: string,
): Promise<void> {
  if (org === undefined || store.owner.org === org) return;
  if (store.owner.org === undefined) return store.setOwner({org});
  if (isNewOrg) return store.beginEpoch({...store.owner, org});
  throw configError(
    `The baseline in ${folder} belongs to the org ${store.owner.org}, but the records come from ${org}. If the org was replaced, as after a sandbox refresh, set new_org (harness: --new-org): only links whose two ends both still exist are kept.`,
  );
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
