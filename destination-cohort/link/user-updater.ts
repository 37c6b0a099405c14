import {
  prepareUserText,
  type UserIdentity,
  type UserText,
  type Value,
} from '@cohort-salesforce/source-cohort/cohort';
import type {Changes} from '@cohort-salesforce/spec/baseline';
import {toPlannedChange} from '../users/to-planned-change.js';
import {toRejection} from '../users/to-rejection.js';
import {confirmPair, withdrawIntents} from './confirm-pair.js';
import {decideEmail} from './decide-email.js';
import {decideRecord, type RecordDecision} from './decide-record.js';
import {unmarkedValue} from './deletion-mark.js';
import type {LinkedItem} from './link-item.js';
import {type LinkRun, shownFields} from './link-run.js';
import {recordIdField} from './record-id-field.js';
import {returnStrayedWrites, type StrayedWrite} from './strayed-writes.js';
import {type SendResult, UserSender} from './user-sender.js';

/** A linked user that is not yet as it shall be. */
interface Update {
  item: LinkedItem;
  decision: RecordDecision;
  email: string | undefined;
  unmarked: Value | undefined;
  text: UserText;
}

/** Decides about records whose user was found, writes what is to be written, and stores both. */
export class UserUpdater {
  readonly #run: LinkRun;
  readonly #sender: UserSender;
  readonly #toText: ReturnType<typeof prepareUserText>;

  constructor(run: LinkRun) {
    this.#run = run;
    this.#sender = new UserSender(run.cohort, 'update');
    const {fields, settings, mark} = run;
    // The mark may be the record's Id itself: then only one of both is ever written.
    const marks = mark ? [mark.field] : [];
    this.#toText = prepareUserText([...fields, ...recordIdField(settings), ...marks]);
  }

  async update(items: readonly LinkedItem[]): Promise<void> {
    const done: LinkedItem[] = [];
    const updates: Update[] = [];
    for (const item of items) {
      const update = this.#decide(item);
      if (update === 'rejected') {
        // Linked all the same.
        if (item.isNew) done.push(item);
      } else if (update) updates.push(update);
      else done.push(item);
    }
    await this.#run.store.save(this.#changesOf(done));
    if (updates.length > 0) await this.#write(updates);
  }

  /** Undefined: nothing is to be written. */
  #decide(item: LinkedItem): Update | 'rejected' | undefined {
    const {settings, cases, fields, store, dryRun} = this.#run;
    const {incoming, pair, user, slot} = item;
    const rules = {
      fields,
      ourUserId: settings.ourUserId,
      digest: store.digest.bind(store),
      salesforceAhead: store.clocks.salesforceAhead,
    };
    const decision = decideRecord(incoming, item, rules);
    if ('status' in decision) {
      slot.reject(decision, incoming.content().record);
      return 'rejected';
    }
    for (const [note, sources] of decision.notes) {
      cases.add(note, incoming, {userId: user.id, fields: sources});
    }
    const email = decideEmail(item, this.#run);
    const recordId = this.#recordIdToWrite(item);
    const unmarked = this.#markToTakeBack(item, recordId !== undefined);
    const marks = [recordId, unmarked];
    const hasMarks = marks.some(value => value !== undefined);
    if (decision.writes.size === 0 && email === undefined && !hasMarks) {
      confirmPair(item, decision);
      slot.resolve('unchanged');
      return undefined;
    }
    dryRun?.show({
      result: 'updated',
      email: user.email,
      user,
      changes: [...decision.values, unmarked],
      recordId: incoming.id,
      newEmail: email,
    });
    // Until it is taken back; a run that is killed before does it again.
    if (unmarked !== undefined) pair.absence = 'deleted';
    for (const [number, intent] of decision.writes) pair.intents.set(number, intent);
    return {
      item,
      decision,
      email,
      unmarked,
      text: this.#toText(this.#identify(item, email), this.#withMarks(decision.values, marks)),
    };
  }

  // Only a Cohort that finds users by id lets them follow an address. Elsewhere, two users who swap their addresses before
  // the write get each other's values.
  #identify({user}: LinkedItem, email: string | undefined): string | UserIdentity {
    if (!this.#run.settings.followsEmail) return user.email;
    return email === undefined ? {id: user.id} : {id: user.id, email};
  }

  // A record that was deleted is there again, or another one represents its user now.
  #markToTakeBack(
    {incoming, pair, user, replaces, isNew}: LinkedItem,
    writesRecordId: boolean,
  ): Value | undefined {
    const {mark, settings} = this.#run;
    if (!mark || incoming.isPartial) return undefined;
    if (writesRecordId && mark.field.target === settings.recordIdProperty) return undefined;
    const wasDeleted = [pair, ...replaces].some(({absence}) => absence === 'deleted');
    // A store that was lost knows of no deletion; the mark itself tells.
    const isLeft = isNew && mark.marked !== null;
    return wasDeleted || isLeft ? unmarkedValue(mark, user, incoming.id) : undefined;
  }

  #withMarks(
    values: RecordDecision['values'],
    [recordId, unmarked]: readonly (Value | undefined)[],
  ) {
    const ids = this.#run.settings.recordIdProperty === undefined ? [] : [recordId];
    return [...values, ...ids, unmarked];
  }

  #recordIdToWrite({incoming, pair, user, isNew, replaces}: LinkedItem): string | undefined {
    const {recordIdProperty, writesRecordIdToAll} = this.#run.settings;
    if (recordIdProperty === undefined) return undefined;
    const stored = user.properties[recordIdProperty];
    if (stored === incoming.id) return undefined;
    if (writesRecordIdToAll) return incoming.id;
    if (typeof stored !== 'string' || stored === '' || incoming.isPartial) return undefined;
    // Somebody, or a merge, has linked the user to another record than the one that they were created for.
    const isReplaced = replaces.some(({recordId}) => recordId === stored);
    return isReplaced || (!isNew && !pair.imported) ? incoming.id : undefined;
  }

  async #write(updates: readonly Update[]): Promise<void> {
    const {store, dryRun, changeLimit} = this.#run;
    const changes = this.#changesOf(updates.map(({item}) => item));
    if (dryRun) {
      await store.commit(changes);
      for (const {item} of updates) item.slot.resolve('updated');
      dryRun.flush();
      return;
    }
    changeLimit?.reserve(updates.length);
    // Durable before anything is sent: after a crash the next run knows its own values.
    await store.commit(changes);
    const results = await this.#sender.send(updates);
    const missed: LinkedItem[] = [];
    const strayed: StrayedWrite[] = [];
    for (const [index, result] of results.entries()) {
      const update = updates[index];
      if (!update || this.#judge(update, result) !== 'missed') continue;
      missed.push(update.item);
      const {item, decision} = update;
      const {id: userId, status} = result;
      if (userId !== undefined && status !== 'unchanged')
        strayed.push({incoming: item.incoming, userId, writes: new Map(decision.writes)});
    }
    this.#run.changeLog?.flush();
    // Salesforce does not report them again.
    const wanted = missed.map(
      ({incoming: {id}}) => ({side: 'salesforce', id, isWanted: true}) as const,
    );
    const pairs = updates.map(({item}) => item.pair);
    const returned = await returnStrayedWrites(strayed, pairs, this.#run);
    const others = returned.pairs.filter(pair => !pairs.includes(pair));
    await store.save({pairs: [...pairs, ...others], wanted: [...wanted, ...returned.wanted]});
    for (const {slot} of missed) slot.resolve('unchanged');
  }

  /** `missed`: the user was not there under the address, and the record still needs its result. */
  #judge({item, decision, email, unmarked}: Update, result: SendResult): 'missed' | undefined {
    const {incoming, pair, user, slot} = item;
    const {status, id, error, isRepeated, writtenAt} = result;
    if (status === 'invalid') {
      withdrawIntents(pair, decision);
      this.#run.changeLimit?.release();
      slot.reject(toRejection(incoming.email, error, this.#run.fields), incoming.content().record);
      return undefined;
    }
    // Deleted, or given another address, since it was looked up: the next run sees what is there.
    if (status === 'not_found' || (id !== undefined && id !== user.id)) {
      withdrawIntents(pair, decision);
      this.#run.changeLimit?.release();
      return 'missed';
    }
    const made = status === 'unchanged' && isRepeated ? 'updated' : status;
    confirmPair(item, decision, {at: writtenAt, isChange: made !== 'unchanged'});
    if (email !== undefined) pair.key = incoming.keyDigest;
    slot.resolve(made);
    if (made === 'unchanged') this.#run.changeLimit?.release();
    else this.#record({item, decision, email, unmarked});
    return undefined;
  }

  #record({item, decision, email: newEmail, unmarked}: Omit<Update, 'text'>): void {
    const {changeLog} = this.#run;
    const {user, incoming} = item;
    const changes = [...decision.values, unmarked];
    changeLog?.add(
      toPlannedChange(
        {result: 'updated', email: user.email, user, changes, recordId: incoming.id, newEmail},
        shownFields(this.#run),
      ),
    );
  }

  #changesOf(items: readonly LinkedItem[]): Changes {
    const isNewlyWanted = this.#run.settings.wantsNewlyLinked;
    const linked = items.filter(({isNew}) => isNew);
    return {
      pairs: items.map(({pair}) => pair),
      unlinked: linked.flatMap(({replaces}) => replaces),
      resolved: linked.map(item => ({
        side: 'cohort',
        key: item.incoming.keyDigest,
        id: item.pair.recordId,
      })),
      wanted: isNewlyWanted
        ? linked.map(({pair}) => ({side: 'cohort', id: pair.userId, isWanted: true}))
        : [],
    };
  }
}
