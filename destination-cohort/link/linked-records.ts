import {newPair, type Pair} from '@cohort-salesforce/spec/baseline';
import type {Found} from './find-users.js';
import type {LinkedItem, LinkItem} from './link-item.js';
import type {LinkRun} from './link-run.js';
import type {Origin} from './record-spool.js';
import type {UserUpdater} from './user-updater.js';
import type {WaitingRecords} from './waiting-records.js';

/** A record that the store links to a user. */
export interface PairedItem extends LinkItem {
  pair: Pair;
  origin: Origin;
}

/**
 * Looks up the users of linked records and brings them up to date. Records whose user is gone wait for the end of
 * the input: another user may have their address, and another record too.
 */
export class LinkedRecords {
  readonly #run: LinkRun;
  readonly #updater: UserUpdater;
  readonly #waiting: WaitingRecords;

  constructor(run: LinkRun, parts: {updater: UserUpdater; waiting: WaitingRecords}) {
    this.#run = run;
    this.#updater = parts.updater;
    this.#waiting = parts.waiting;
  }

  /** Calls `gone` for those whose user does not exist any more. */
  async resolve(
    items: readonly PairedItem[],
    gone: (item: PairedItem) => void = item => this.#wait(item),
  ): Promise<void> {
    if (items.length === 0) return;
    const {finder} = this.#run;
    const found = await finder.find(
      items.map(({incoming, pair}) => ({email: incoming.email, id: pair.userId})),
    );
    const others = await finder.find(
      items.filter(holdsOtherId).map(({incoming}) => ({id: incoming.userId})),
    );
    const linked: LinkedItem[] = [];
    for (const item of items) {
      const {incoming, pair, slot} = item;
      const user = found.byId.get(pair.userId);
      const isOfAnother = holdsOtherId(item) && others.byId.has(incoming.userId ?? '');
      if (!user) {
        if (isOfAnother) this.#waitByUserId(item);
        else gone(item);
        continue;
      }
      this.#waiting.markLinked(incoming.keyDigest);
      if (isOfAnother) {
        rejectOfAnother(item, this.#run);
        continue;
      }
      if (pair.epoch !== this.#run.store.epoch) confirmHint(pair, this.#run.store.epoch);
      linked.push({
        incoming,
        slot,
        pair,
        user,
        isNew: false,
        replaces: [],
        lookedUpAt: found.lookedUpAt,
        isAddressTaken: isAddressTaken(item, found),
      });
    }
    await this.#updater.update(linked);
  }

  #wait({incoming, origin}: PairedItem): void {
    this.#waiting.addByKey(incoming, origin, true);
  }

  #waitByUserId({incoming, origin}: PairedItem): void {
    const group = this.#run.store.digest(incoming.userId ?? '');
    this.#waiting.addByUserId(incoming, origin, group);
  }
}

/** A record that holds the id of a user who exists, and is not its own. */
export function rejectOfAnother({incoming, slot}: LinkItem, {cases}: LinkRun): void {
  const {email, userId} = incoming;
  cases.add('RECORD_OF_ANOTHER_USER', incoming, {userId});
  slot.reject(
    {
      status: 'rejected',
      key: email || null,
      code: 'RECORD_OF_ANOTHER_USER',
      message: `The record holds the Cohort User ID ${userId}, which is not that of the user it belongs to. Correct it in Salesforce.`,
    },
    incoming.content().record,
  );
}

export function isAddressTaken(
  {incoming, pair}: Pick<PairedItem, 'incoming' | 'pair'>,
  found: Found,
): boolean {
  const other = found.byKey.get(incoming.key);
  return other !== undefined && other.id !== pair.userId;
}

function holdsOtherId({incoming, pair}: PairedItem): boolean {
  return incoming.userId !== undefined && incoming.userId !== pair.userId;
}

// Of another org or merchant only the link is kept; the values were those of others.
function confirmHint(pair: Pair, epoch: number): void {
  Object.assign(pair, newPair({...pair, epoch}));
}
