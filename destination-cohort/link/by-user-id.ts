import {ChunkRunner} from './chunk-runner.js';
import {compareAge, groupWaiting} from './group-waiting.js';
import type {IncomingRecord} from './incoming-record.js';
import type {LinkedItem} from './link-item.js';
import type {LinkRun} from './link-run.js';
import {isAddressTaken} from './linked-records.js';
import {isHeldByAnother, toNewLink} from './new-link.js';
import {toRecord, type Waiting} from './record-spool.js';
import type {UserUpdater} from './user-updater.js';
import type {WaitingRecords} from './waiting-records.js';

interface IncomingUser {
  incoming: IncomingRecord;
  waiting: Waiting;
  /** The other records that hold the same user id. */
  copies: readonly Waiting[];
  part: number;
}

/**
 * Links records by the user id that they hold. A copy of a record holds the id too, and is always newer: the
 * oldest is linked. Those whose id is nobody's go on to wait with the others of their address.
 */
export class ByUserId {
  readonly #run: LinkRun;
  readonly #updater: UserUpdater;
  readonly #waiting: WaitingRecords;

  constructor(run: LinkRun, parts: {updater: UserUpdater; waiting: WaitingRecords}) {
    this.#run = run;
    this.#updater = parts.updater;
    this.#waiting = parts.waiting;
  }

  async finish(): Promise<void> {
    const {byUserId} = this.#waiting;
    const orphans = new Map<number, Set<number>>();
    const chunks = new ChunkRunner<IncomingUser>(
      async chunk => {
        for (const each of await this.#resolveChunk(chunk)) noteOrphans(each, orphans);
      },
      ({waiting}) => waiting.recordId,
    );
    await chunks.run(async () => {
      for (let part = 0; part < byUserId.parts; part += 1) await this.#choosePart(part, chunks);
    });
    for (let part = 0; part < byUserId.parts; part += 1) {
      await this.#passOn(part, orphans.get(part) ?? new Set());
      byUserId.drop(part);
    }
  }

  async #choosePart(part: number, chunks: ChunkRunner<IncomingUser>): Promise<void> {
    const {byUserId} = this.#waiting;
    const all = await byUserId.waiting(part);
    if (all.length === 0) return;
    const groups = groupWaiting(all);
    const winners = new Set<number>();
    for (const group of groups.values()) {
      group.sort(compareAge);
      winners.add(group[0]?.place ?? -1);
    }
    // A record that came twice, with two user ids, may be under way with the other one.
    await chunks.finished(all.map(({recordId}) => recordId));
    for await (const some of byUserId.records(part, all, place => winners.has(place))) {
      for (const spooled of some) {
        const {waiting} = spooled;
        const incoming = this.#run.read(toRecord(spooled));
        if ('status' in incoming) continue;
        const copies = (groups.get(waiting.group) ?? []).slice(1);
        await chunks.add({incoming, waiting, copies, part});
      }
    }
  }

  async #passOn(part: number, orphans: ReadonlySet<number>): Promise<void> {
    if (orphans.size === 0) return;
    const {byUserId} = this.#waiting;
    const all = await byUserId.waiting(part);
    for await (const some of byUserId.records(part, all, place => orphans.has(place))) {
      for (const spooled of some) {
        const {waiting} = spooled;
        const incoming = this.#run.read(toRecord(spooled));
        if (!('status' in incoming)) this.#waiting.addByKey(incoming, waiting.origin, true);
      }
    }
  }

  /** Resolves with those whose user does not exist. */
  async #resolveChunk(incomingUsers: readonly IncomingUser[]): Promise<IncomingUser[]> {
    const {finder, store} = this.#run;
    const idOf = ({incoming}: IncomingUser) => incoming.userId ?? '';
    const found = await finder.find(
      incomingUsers.map(({incoming}) => ({email: incoming.email, id: incoming.userId})),
    );
    const theirs = await store.pairsOfUsers(incomingUsers.map(idOf));
    const own = await store.pairsOfRecords(incomingUsers.map(({incoming}) => incoming.id));
    const orphans: IncomingUser[] = [];
    const linked: LinkedItem[] = [];
    for (const [index, incomingUser] of incomingUsers.entries()) {
      const user = found.byId.get(idOf(incomingUser));
      if (!user) {
        orphans.push(incomingUser);
        continue;
      }
      const {incoming, waiting, copies} = incomingUser;
      this.#listDuplicates(copies, user.id);
      const theirPair = theirs[index];
      if (isHeldByAnother(theirPair, incoming.id, store)) {
        this.#listDuplicates([waiting], user.id);
        continue;
      }
      this.#waiting.markLinked(incoming.keyDigest);
      const replaces = [theirPair, own[index]].filter(pair => pair !== undefined);
      const item = {incoming, slot: waiting.slot, user, lookedUpAt: found.lookedUpAt};
      const link = toNewLink(item, replaces, store);
      if (link.isNew && replaces.length > 0)
        this.#run.cases.add('RELINKED', incoming, {userId: user.id});
      linked.push({isAddressTaken: isAddressTaken(link, found), ...link});
    }
    await this.#updater.update(linked);
    return orphans;
  }

  #listDuplicates(waiting: readonly Waiting[], userId: string): void {
    for (const {slot, recordId} of waiting) {
      this.#run.cases.add('DUPLICATE', {id: recordId, email: ''}, {userId});
      slot.resolve('duplicate');
    }
  }
}

function noteOrphans(
  {waiting, copies, part}: IncomingUser,
  orphans: Map<number, Set<number>>,
): void {
  const places = orphans.get(part) ?? new Set();
  orphans.set(part, places);
  for (const {place} of [waiting, ...copies]) places.add(place);
}
