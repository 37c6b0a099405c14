import type {BaselineStore} from '../../spec/baseline/index.js';
import {configError} from '../../spec/index.js';

export interface Merchant {
  apiUrl: string;
  apiKey: string;
  /** test or live, as the key begins. */
  mode: string;
}

const SAMPLE = 100;

/**
 * Notes whose users the links are of. Another key of the same mode may be a renewed one: then the linked users must be there.
 * `countExisting` tells how many of these users there are.
 */
export async function claimMerchant(
  store: BaselineStore,
  merchant: Merchant,
  countExisting: (userIds: readonly string[]) => Promise<number>,
): Promise<void> {
  const found = fingerprintOf(store, merchant);
  const known = store.owner.merchant;
  if (known === found) return;
  if (known !== undefined) {
    const [mode] = known.split(' ');
    if (mode !== merchant.mode) throw anotherMerchant(`in ${mode} mode`, merchant);
    const sample = await sampleOf(store);
    const existing = sample.length === 0 ? 0 : await countExisting(sample);
    if (existing * 2 < sample.length) throw anotherMerchant('of another key', merchant);
  }
  await store.setOwner({merchant: found});
}

/** Starts over with this merchant and whatever org: links are kept only where both ends still exist. */
export async function beginAnew(store: BaselineStore, merchant: Merchant): Promise<void> {
  await store.beginEpoch({merchant: fingerprintOf(store, merchant)});
}

// With the store's own key: it tells nobody anything about the API key.
function fingerprintOf(store: BaselineStore, {apiUrl, apiKey, mode}: Merchant): string {
  const digest = Buffer.from(store.digest(JSON.stringify([apiUrl, apiKey])), 'latin1');
  return `${mode} ${digest.toString('hex')}`;
}

async function sampleOf(store: BaselineStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const {userId} of store.pairs()) {
    ids.push(userId);
    if (ids.length === SAMPLE) break;
  }
  return ids;
}

function anotherMerchant(known: string, {mode}: Merchant) {
  return configError(
    `The links of this connection are with a Cohort merchant ${known}, but the API key (${mode} mode) opens another one. To go on with this one, run once with --new-org: only links whose two ends both exist are kept. Otherwise put the former key back.`,
  );
}
