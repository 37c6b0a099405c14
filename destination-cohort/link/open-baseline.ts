import {
  type BaselineStore,
  baselineOfAnotherOrg,
  openOwnBaseline,
} from '@cohort-salesforce/spec/baseline';
import type {Session} from '../session.js';

/** Opens the session's baseline store, once, and proves that it belongs to the org of the records. */
export function openBaseline(session: Session, folder: string): Promise<BaselineStore> {
  session.baseline ??= openOwnBaseline(folder, store => proveOwner(store, session.config, folder));
  return session.baseline;
}

async function proveOwner(
  store: BaselineStore,
  {org_id: org, new_org: isNewOrg}: Session['config'],
  folder: string,
): Promise<void> {
  const {org: owner} = store.owner;
  if (org === undefined || owner === org) return;
  if (owner === undefined) return store.setOwner({org});
  if (isNewOrg) return store.beginEpoch({...store.owner, org});
  throw baselineOfAnotherOrg(folder, {owner, found: org, where: 'the records come from'});
}
