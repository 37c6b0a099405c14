import {
  type BaselineStore,
  baselineOfAnotherOrg,
  openOwnBaseline,
} from '@cohort-salesforce/spec/baseline';
import type {ExportSession} from '../session.js';

/** Opens the session's baseline store, once, and proves that it belongs to the org of the login. */
export function openBaseline(session: ExportSession, folder: string): Promise<BaselineStore> {
  session.baseline ??= openOwnBaseline(folder, store => proveOwner(store, session, folder));
  return session.baseline;
}

async function proveOwner(
  store: BaselineStore,
  {salesforce, config}: ExportSession,
  folder: string,
): Promise<void> {
  const {organizationId: org} = await salesforce.identity();
  await store.clocks.note('salesforce', salesforce.clockAhead());
  const {org: owner} = store.owner;
  if (owner === org) return;
  if (owner !== undefined && !config.new_org) {
    throw baselineOfAnotherOrg(folder, {owner, found: org, where: 'the login leads to'});
  }
  if (config.dry_run) return;
  if (owner === undefined) await store.setOwner({org});
  else await store.beginEpoch({...store.owner, org});
}
