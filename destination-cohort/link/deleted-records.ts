import {newPair, type Pair} from '@cohort-salesforce/spec/baseline';
import type {DeletionMarker, GoneItem} from './deletion-marker.js';
import type {IncomingRecord} from './incoming-record.js';
import type {LinkItem} from './link-item.js';
import type {LinkRun} from './link-run.js';
import {type Origin, type SpooledRecord, toRecord} from './record-spool.js';
import type {WaitingRecords} from './waiting-records.js';

export interface DeletedItem extends LinkItem {
  pair: Pair | undefined;
  origin: Origin;
}

/**
 * Deleted records write no values; they may mark their user. A link moves to the record that its own was merged into,
 * or at the end of the input to another one of the user's address.
 */
export class DeletedRecords {
  readonly #run: LinkRun;
  readonly #waiting: WaitingRecords;
  readonly #marker: DeletionMarker | undefined;

  constructor(run: LinkRun, parts: {waiting: WaitingRecords; marker: DeletionMarker | undefined}) {
    this.#run = run;
    this.#waiting = parts.waiting;
    this.#marker = parts.marker;
  }

  /** Sets the users of these records free for other records. */
  async add(items: readonly DeletedItem[]): Promise<void> {
    const {store} = this.#run;
    const gone: Pair[] = [];
    for (const {incoming, slot, pair, origin} of items) {
      if (!pair || !(await isGone(incoming, pair, this.#run))) {
        // Only now may a state go back for it.
        slot.resolve('unchanged');
        continue;
      }
      const isListed = pair.absence === 'deleted';
      this.#waiting.addDeleted(incoming, {origin, group: store.digest(incoming.id), isListed});
      pair.absence = 'deleted';
      gone.push(pair);
    }
    if (gone.length > 0) await store.save({pairs: gone});
  }

  /** Lists and marks the users whom no other record represents by now. */
  async finish(): Promise<void> {
    const {deleted} = this.#waiting;
    for (let part = 0; part < deleted.parts; part += 1) {
      const all = await deleted.waiting(part);
      for await (const some of deleted.records(part, all, () => true)) await this.#resolve(some);
      deleted.drop(part);
    }
  }

  async #resolve(records: readonly SpooledRecord[]): Promise<void> {
    const {store, cases} = this.#run;
    const pairs = await store.pairsOfRecords(records.map(({waiting}) => waiting.recordId));
    const gone: (GoneItem & {isListed: boolean})[] = [];
    for (const [index, spooled] of records.entries()) {
      const {slot, isListed} = spooled.waiting;
      const pair = pairs[index];
      const incoming = this.#run.read(toRecord(spooled));
      if ('status' in incoming || pair?.absence !== 'deleted') slot.resolve('unchanged');
      else gone.push({incoming, slot, pair, isListed});
    }
    const results = await this.#marker?.mark(gone);
    // What Cohort refuses is marked when the rejected record is sent again.
    const resolved = gone.filter(item => results?.get(item) !== 'rejected');
    for (const {incoming, pair, isListed} of gone) {
      if (!isListed) cases.add('RECORD_DELETED', incoming, {userId: pair.userId});
    }
    await this.#askForUsers(gone.filter(({isListed}) => !isListed));
    if (this.#marker && resolved.length > 0) {
      for (const {incoming, pair} of resolved)
        pair.recordReadAt = Math.max(pair.recordReadAt, incoming.modified);
      await store.save({pairs: resolved.map(({pair}) => pair)});
    }
    for (const item of resolved)
      item.slot.resolve(results?.get(item) === 'updated' ? 'updated' : 'unchanged');
  }

  // Of a record that was deleted for good, only the Id is known. The export looks for other records with the user's address.
  async #askForUsers(gone: readonly GoneItem[]): Promise<void> {
    const {store, settings} = this.#run;
    const users = gone.filter(({incoming}) => incoming.email === '').map(({pair}) => pair.userId);
    if (users.length === 0 || !settings.wantsNewlyLinked) return;
    await store.save({wanted: users.map(id => ({side: 'cohort', id, isWanted: true}))});
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
