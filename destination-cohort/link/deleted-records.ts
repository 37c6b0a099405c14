import {newPair, type Pair} from '@cohort-salesforce/spec/baseline';
import type {DeletionMarker, GoneItem} from './deletion-marker.js';
import type {IncomingRecord} from './incoming-record.js';
import type {LinkItem} from './link-item.js';
import type {LinkRun} from './link-run.js';

export interface DeletedItem extends LinkItem {
  pair: Pair | undefined;
}

/**
 * Deleted records write no values; they may mark their user. A link moves to the record that its own was merged into.
 */
export async function settleDeleted(
  items: readonly DeletedItem[],
  run: LinkRun,
  marker: DeletionMarker | undefined,
): Promise<void> {
  const gone: GoneItem[] = [];
  for (const {pair, ...item} of items) {
    if (pair && (await isGone(item.incoming, pair, run))) gone.push({...item, pair});
    // Only now may a state go back for it.
    else item.slot.resolve('unchanged');
  }
  const results = await marker?.mark(gone);
  for (const item of gone) {
    const result = results?.get(item);
    // What Cohort refuses is marked when the rejected record is sent again.
    await unlink(item, run, result !== 'rejected');
    if (result !== 'rejected') item.slot.resolve(result ?? 'unchanged');
  }
}

/** Whether the record represented its user until now, and nothing takes its place. */
async function isGone(incoming: IncomingRecord, pair: Pair, run: LinkRun): Promise<boolean> {
  const isCurrent = pair.epoch === run.store.epoch && incoming.modified >= pair.recordReadAt;
  if (!isCurrent) return false;
  if (incoming.master !== undefined && (await moveToMaster(incoming.master, pair, run)))
    return false;
  // The export may have found it deleted before; that marked nobody.
  return pair.absence !== 'deleted' || (run.mark !== undefined && !isRead(incoming, pair));
}

function isRead({modified}: IncomingRecord, pair: Pair): boolean {
  return modified === pair.recordReadAt;
}

async function unlink({incoming, pair}: GoneItem, run: LinkRun, isMarked: boolean): Promise<void> {
  const wasKnown = pair.absence === 'deleted';
  pair.absence = 'deleted';
  if (run.mark && isMarked) pair.recordReadAt = Math.max(pair.recordReadAt, incoming.modified);
  await run.store.save({pairs: [pair]});
  if (!wasKnown) run.cases.add('RECORD_DELETED', incoming, {userId: pair.userId});
}

/** Resolves with false when the master has a user of its own: it keeps that one. */
async function moveToMaster(master: string, pair: Pair, {store, cases}: LinkRun): Promise<boolean> {
  const [own] = await store.pairsOfRecords([master]);
  if (own?.epoch === store.epoch) return own.userId === pair.userId;
  const {userId, key, epoch, recordId} = pair;
  const moved = newPair({recordId: master, userId, key, epoch});
  await store.save({unlinked: [pair, ...(own ? [own] : [])], pairs: [moved]});
  cases.add(
    'RELINKED',
    {id: master, email: ''},
    {
      userId,
      message: `The record ${recordId} was merged into this one, which now represents the user.`,
    },
  );
  return true;
}
