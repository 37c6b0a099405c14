import {EMPTY, type Pair} from '@cohort-salesforce/spec/baseline';
import type {AbsentUsers} from './absent-users.js';
import {ChunkRunner} from './chunk-runner.js';
import type {Found} from './find-users.js';
import {compareAge, groupWaiting} from './group-waiting.js';
import type {IncomingRecord} from './incoming-record.js';
import type {LinkedItem, UnlinkedItem} from './link-item.js';
import type {LinkRun} from './link-run.js';
import {
  isAddressTaken,
  type LinkedRecords,
  type PairedItem,
  rejectOfAnother,
} from './linked-records.js';
import {isHeldByAnother, toNewLink} from './new-link.js';
import {type SpooledRecord, toIncoming, type Waiting} from './record-spool.js';
import type {UserUpdater} from './user-updater.js';
import type {WaitingRecords} from './waiting-records.js';

/** A record whose turn it is. */
interface Chosen {
  spooled: SpooledRecord;
  /** Its address has several records, and none of them may be chosen. */
  isRefused: boolean;
  /** It was linked while it waited. */
  isLinkedNow: boolean;
}

interface IncomingUser {
  isRefused: boolean;
  incoming: IncomingRecord;
  waiting: Waiting;
  /** The record's link to a user that is gone, or that it got while it waited. */
  own: Pair | undefined;
}

/** What is to become of the records of a part, by their place. */
interface Selection {
  /** One of each address. */
  chosen: Set<number>;
  /** All of an address that has several, where none may be chosen. */
  refused: Set<number>;
  /** Those that were linked while they waited. */
  linkedNow: Set<number>;
}

export interface ByKeyParts {
  waiting: WaitingRecords;
  linked: LinkedRecords;
  updater: UserUpdater;
  absent: AbsentUsers;
}

/** Links records that no user is known of: by their address, one record for each. */
export class ByKey {
  readonly #run: LinkRun;
  readonly #parts: ByKeyParts;

  constructor(run: LinkRun, parts: ByKeyParts) {
    this.#run = run;
    this.#parts = parts;
  }

  async finish(): Promise<void> {
    const {byKey} = this.#parts.waiting;
    const chunks = new ChunkRunner<Chosen>(
      chunk => this.#resolveChunk(chunk),
      ({spooled: {waiting}}) => waiting.recordId,
    );
    await chunks.run(async () => {
      for (let part = 0; part < byKey.parts; part += 1) {
        await this.#choosePart(part, chunks);
        byKey.drop(part);
      }
    });
  }

  async #choosePart(part: number, chunks: ChunkRunner<Chosen>): Promise<void> {
    const {byKey} = this.#parts.waiting;
    const all = await byKey.waiting(part);
    if (all.length === 0) return;
    const groups = groupWaiting(all);
    // A record that came twice, with two addresses, may be under way with the other one.
    await chunks.finished(all.map(({recordId}) => recordId));
    const selection = await this.#select(groups, await this.#parts.waiting.linkedKeys(part));
    const {chosen, refused, linkedNow} = selection;
    const isWanted = (place: number) => chosen.has(place) || refused.has(place);
    for await (const some of byKey.records(part, all, isWanted)) {
      for (const spooled of some) {
        const {place} = spooled.waiting;
        const isRefused = refused.has(place);
        const isLinkedNow = linkedNow.has(place);
        const room = chunks.add({spooled, isRefused, isLinkedNow});
        if (room) await room;
      }
    }
  }

  async #select(
    groups: ReadonlyMap<string, Waiting[]>,
    linkedKeys: ReadonlySet<string>,
  ): Promise<Selection> {
    const linkedNow = await this.#linkedMeanwhile([...groups.values()].flat());
    const selection: Selection = {chosen: new Set(), refused: new Set(), linkedNow};
    for (const [key, group] of groups) {
      const isLinked = (one: Waiting) => linkedNow.has(one.place);
      const others = group.filter(one => !isLinked(one));
      for (const one of group) if (isLinked(one)) selection.chosen.add(one.place);
      if (key === EMPTY) for (const {place} of others) selection.chosen.add(place);
      else if (linkedKeys.has(key) || others.length < group.length) this.#listDuplicates(others);
      // Nobody shares what is no address: each is rejected by itself.
      else if (!group.some(({hasAddress}) => hasAddress))
        for (const {place} of others) selection.chosen.add(place);
      else this.#choose(others, selection);
    }
    return selection;
  }

  // A merge may have linked a record while it waited.
  async #linkedMeanwhile(waiting: readonly Waiting[]): Promise<Set<number>> {
    const {store} = this.#run;
    const fresh = waiting.filter(({isOrphan}) => !isOrphan);
    const pairs = await store.pairsOfRecords(fresh.map(({recordId}) => recordId));
    const linked = fresh.filter((_, index) => pairs[index]?.epoch === store.epoch);
    return new Set(linked.map(({place}) => place));
  }

  #choose(group: readonly Waiting[], {chosen, refused}: Selection): void {
    const {duplicates} = this.#run.settings;
    const open = group.filter(({isConverted}) => !isConverted);
    const incomingUsers = (open.length > 0 ? open : group).toSorted(compareAge);
    if (duplicates === 'reject' && incomingUsers.length > 1) {
      for (const {place} of group) refused.add(place);
      return;
    }
    const winner = incomingUsers.at(duplicates === 'oldest' ? 0 : -1);
    if (winner) chosen.add(winner.place);
    this.#listDuplicates(group.filter(one => one !== winner));
  }

  #listDuplicates(waiting: readonly Waiting[]): void {
    for (const {slot, recordId} of waiting) {
      this.#run.cases.add('DUPLICATE', {id: recordId, email: ''});
      slot.resolve('duplicate');
    }
  }

  async #resolveChunk(chunk: readonly Chosen[]): Promise<void> {
    const incomingUsers = await this.#toIncomingUsers(chunk);
    const linked: PairedItem[] = [];
    const open: IncomingUser[] = [];
    for (const incomingUser of incomingUsers) {
      const {incoming, waiting, own, isRefused} = incomingUser;
      const {slot, origin} = waiting;
      if (isRefused) this.#refuse(incomingUser);
      else if (own && !waiting.isOrphan && own.epoch === this.#run.store.epoch)
        linked.push({incoming, slot, origin, pair: own});
      else open.push(incomingUser);
    }
    const byId = new Map(
      incomingUsers.map(incomingUser => [incomingUser.incoming.id, incomingUser]),
    );
    await this.#parts.linked.resolve(linked, ({incoming}) => {
      const incomingUser = byId.get(incoming.id);
      if (incomingUser) open.push(incomingUser);
    });
    await this.#match(open);
  }

  async #toIncomingUsers(chunk: readonly Chosen[]): Promise<IncomingUser[]> {
    const ids = chunk
      .filter(({spooled, isLinkedNow}) => spooled.waiting.isOrphan || isLinkedNow)
      .map(({spooled}) => spooled.waiting.recordId);
    const pairs = ids.length > 0 ? await this.#run.store.pairsOfRecords(ids) : [];
    const own = new Map(pairs.map(pair => [pair?.recordId, pair]));
    return chunk.map(({spooled, isRefused}) => {
      const {waiting} = spooled;
      const incoming = toIncoming(spooled, this.#run.readContent);
      return {incoming, waiting, own: own.get(waiting.recordId), isRefused};
    });
  }

  async #match(incomingUsers: readonly IncomingUser[]): Promise<void> {
    if (incomingUsers.length === 0) return;
    const {finder, store} = this.#run;
    const found = await finder.find(incomingUsers.map(({incoming}) => ({email: incoming.email})));
    const users = incomingUsers.map(({incoming}) => found.byKey.get(incoming.key));
    const theirs = await store.pairsOfUsers(users.map(user => user?.id));
    const onceLinked = await store.pairsOfUsers(incomingUsers.map(({incoming}) => incoming.userId));
    const links: LinkedItem[] = [];
    const absent: UnlinkedItem[] = [];
    for (const [index, {incoming, waiting, own}] of incomingUsers.entries()) {
      const wasLinked = own !== undefined || onceLinked[index] !== undefined;
      const item = {incoming, slot: waiting.slot, own, wasLinked};
      if (users[index] === undefined) {
        absent.push(item);
        continue;
      }
      const link = this.#link(item, theirs[index], found);
      if (link) links.push(link);
    }
    await this.#parts.updater.update(links);
    await this.#parts.absent.resolve(absent, found.lookedUpAt);
  }

  #link(
    {incoming, slot, own, wasLinked}: UnlinkedItem,
    theirs: Pair | undefined,
    found: Found,
  ): LinkedItem | undefined {
    const {store, settings, cases} = this.#run;
    const user = found.byKey.get(incoming.key);
    if (!user) return undefined;
    if (isHeldByAnother(theirs, incoming.id, store)) {
      cases.add('DUPLICATE', incoming, {userId: user.id});
      slot.resolve('duplicate');
      return undefined;
    }
    const mayReplace = wasLinked || settings.relinks || settings.isNewOrg;
    if (incoming.userId !== undefined && !mayReplace) {
      rejectOfAnother({incoming, slot}, this.#run);
      return undefined;
    }
    const replaces = [theirs, own].filter(pair => pair !== undefined);
    const link = toNewLink({incoming, slot, user, lookedUpAt: found.lookedUpAt}, replaces, store);
    const isReplaced = replaces.length > 0 || incoming.userId !== undefined;
    if (link.isNew && isReplaced) cases.add('RELINKED', incoming, {userId: user.id});
    return {isAddressTaken: isAddressTaken(link, found), ...link};
  }

  #refuse({incoming, waiting}: IncomingUser): void {
    this.#run.cases.add('DUPLICATE', incoming);
    waiting.slot.reject(
      {
        status: 'rejected',
        key: incoming.email || null,
        code: 'DUPLICATE',
        message:
          'Several records have this address, and none of them is linked. Give one of them the Cohort User ID, change an address, or set duplicates to newest or oldest.',
      },
      incoming.content().record,
    );
  }
}
