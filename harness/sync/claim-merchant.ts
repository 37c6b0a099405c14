import {configError, toEmailKey} from '@cohort-salesforce/spec';
import type {BaselineStore, Pair} from '@cohort-salesforce/spec/baseline';
import type {Merchant} from '../systems/index.js';

/** A user as far as it matters here. */
export interface FoundUser {
  id: string;
  email: string;
}

const SAMPLE = 100;

/**
 * Notes whose users the links are of. Another key of the same mode may be a renewed one: then most linked users must be there,
 * with their addresses. `findUsers` tells which users of a sample there are.
 */
export async function claimMerchant(
  store: BaselineStore,
  merchant: Merchant,
  findUsers: (userIds: readonly string[]) => Promise<readonly FoundUser[]>,
): Promise<void> {
  const fingerprint = fingerprintOf(store, merchant);
  const known = store.owner.merchant;
  if (known === fingerprint) return;
  if (known !== undefined) {
    const [mode] = known.split(' ');
    if (mode !== merchant.mode) throw anotherMerchant(`in ${mode} mode`, merchant);
    const sample = await sampleOf(store);
    const found = sample.length === 0 ? [] : await findUsers(sample.map(({userId}) => userId));
    const keys = new Map(found.map(({id, email}) => [id, store.digest(toEmailKey(email))]));
    const existing = sample.filter(({userId, key}) => keys.get(userId) === key);
    if (existing.length * 2 < sample.length) throw anotherMerchant('of another key', merchant);
  }
  await store.setOwner({merchant: fingerprint});
}

/** Notes whose records the links are of. Records of another object are other records, and all linked ones would be missing. */
export async function claimObject(store: BaselineStore, object = ''): Promise<void> {
  const known = store.owner.object;
  if (known === object || object === '') return;
  if (known !== undefined && (await store.hasPairs())) {
    throw configError(
      `The links of this connection are with ${known} records, but import.object is ${object}. To go on with ${object}, run once with --new-org: records and users are then matched by email again. To sync ${object} besides, give it a connection file of its own, with another import.record_id_property.`,
    );
  }
  await store.setOwner({object});
}

/** Starts over with this merchant and object and whatever org: links are kept only where both ends still exist. */
export async function beginAnew(
  store: BaselineStore,
  merchant: Merchant,
  object?: string,
): Promise<void> {
  await store.beginEpoch({
    merchant: fingerprintOf(store, merchant),
    ...(object !== undefined && {object}),
  });
}

// With the store's own key: it tells nobody anything about the API key.
function fingerprintOf(store: BaselineStore, {apiUrl, apiKey, mode}: Merchant): string {
  const digest = Buffer.from(store.digest(JSON.stringify([apiUrl, apiKey])), 'latin1');
  return `${mode} ${digest.toString('hex')}`;
}

async function sampleOf(store: BaselineStore): Promise<Pair[]> {
  const sample: Pair[] = [];
  for await (const pair of store.pairs()) {
    sample.push(pair);
    if (sample.length === SAMPLE) break;
  }
  return sample;
}

function anotherMerchant(known: string, {mode}: Merchant) {
  return configError(
    `The links of this connection are with a Cohort merchant ${known}, but the API key (${mode} mode) opens another one. To go on with this one, run once with --new-org: only links whose two ends both exist are kept. Otherwise put the former key back.`,
  );
}
