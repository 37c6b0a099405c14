import {newPair, type Pair} from '@cohort-salesforce/spec/baseline';
import type {IncomingRecord} from './incoming-record.js';
import type {LinkItem} from './link-item.js';
import type {LinkRun} from './link-run.js';

export interface DeletedItem extends LinkItem {
  pair: Pair | undefined;
}

/** Deleted records write nothing. A link moves to the record that its own was merged into. */
export async function settleDeleted(items: readonly DeletedItem[], run: LinkRun): Promise<void> {
  for (const item of items) {
    if (item.pair) await unlink(item.incoming, item.pair, run);
    // Only now may a state go back for it.
    item.slot.resolve('unchanged');
  }
}

async function unlink(incoming: IncomingRecord, pair: Pair, run: LinkRun): Promise<void> {
  const isCurrent = pair.epoch === run.store.epoch && incoming.modified >= pair.recordReadAt;
  if (!isCurrent) return;
  if (incoming.master !== undefined && (await moveToMaster(incoming.master, pair, run))) return;
  if (pair.absence === 'deleted') return;
  pair.absence = 'deleted';
  await run.store.save({pairs: [pair]});
  run.cases.add('RECORD_DELETED', incoming, {userId: pair.userId});
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
