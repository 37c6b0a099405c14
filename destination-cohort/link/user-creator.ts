import {prepareUserText, type UserText, type Value} from '@cohort-salesforce/source-cohort/cohort';
import type {Rejection} from '@cohort-salesforce/spec';
import {newPair, type Pair, packProperty, unpackTables} from '@cohort-salesforce/spec/baseline';
import {prepareValue, readValue, rejectValue} from '../users/prepare-value.js';
import {toPlannedChange} from '../users/to-planned-change.js';
import {toRejection} from '../users/to-rejection.js';
import {toUserText} from './canonical-texts.js';
import {confirmRead} from './confirm-pair.js';
import type {IncomingRecord} from './incoming-record.js';
import type {LinkItem} from './link-item.js';
import type {LinkRun} from './link-run.js';
import {recordIdField} from './record-id-field.js';
import {type SendResult, UserSender} from './user-sender.js';

/** A record whose person Cohort does not have. */
export interface NewUser extends LinkItem {
  /** The record's link to a user that is gone. */
  replaces: Pair | undefined;
}

interface Creation {
  item: NewUser;
  values: (Value | undefined)[];
  text: UserText;
}

/** Creates users, each with the Id of its record. */
export class UserCreator {
  readonly #run: LinkRun;
  readonly #sender: UserSender;
  readonly #toText: ReturnType<typeof prepareUserText>;

  constructor(run: LinkRun) {
    this.#run = run;
    this.#sender = new UserSender(run.cohort, 'upsert');
    this.#toText = prepareUserText([...run.fields, ...recordIdField(run.settings)]);
  }

  async create(items: readonly NewUser[], lookedUpAt: number): Promise<void> {
    const creations: Creation[] = [];
    for (const item of items) {
      const values = this.#prepare(item.incoming);
      if ('status' in values) item.slot.reject(values, item.incoming.record);
      else creations.push(this.#toCreation(item, values));
    }
    if (creations.length > 0) await this.#write(creations, lookedUpAt);
  }

  #prepare({record, email, texts}: IncomingRecord): (Value | undefined)[] | Rejection {
    const values: (Value | undefined)[] = [];
    for (const [index, field] of this.#run.fields.entries()) {
      const text = texts[index];
      if (text === undefined || text === null) {
        values.push(undefined);
        continue;
      }
      const converted = prepareValue(field, readValue(field, record.data));
      if ('rejection' in converted) return rejectValue(email, field, converted.rejection);
      values.push(converted.value);
    }
    return values;
  }

  #toCreation(item: NewUser, values: (Value | undefined)[]): Creation {
    const {id, email} = item.incoming;
    const {settings, dryRun} = this.#run;
    dryRun?.show({result: 'created', email, user: undefined, changes: values, recordId: id});
    const recordId = settings.recordIdProperty === undefined ? [] : [id];
    return {item, values, text: this.#toText(email, [...values, ...recordId])};
  }

  async #write(creations: readonly Creation[], lookedUpAt: number): Promise<void> {
    const {store, dryRun, settings, changeLimit} = this.#run;
    if (dryRun) {
      for (const {item} of creations) item.slot.resolve('created');
      dryRun.flush();
      return;
    }
    changeLimit?.reserve(creations.length);
    const ids = creations.map(({item}) => item.incoming.id);
    const isNoted = settings.recordIdProperty !== undefined;
    // Durable before anything is sent: after a crash they are found by the Id of their record.
    if (isNoted) await store.commit({creating: {recordIds: ids, at: lookedUpAt}});
    await this.#sender.sendEach(creations, (part, results) => {
      return this.#finish(part, {results, lookedUpAt});
    });
    if (isNoted) await store.save({creating: {recordIds: ids, at: undefined}});
  }

  // Request by request: what is made for the store is large, and soon gone again.
  #finish(
    creations: readonly Creation[],
    {results, lookedUpAt}: {results: readonly SendResult[]; lookedUpAt: number},
  ): Promise<void> {
    const pairs = creations.flatMap((creation, index) => this.#judge(creation, results[index]));
    for (const pair of pairs) pair.userReadAt = lookedUpAt;
    this.#run.changeLog?.flush();
    return this.#run.store.save({
      pairs,
      unlinked: creations.flatMap(({item}) => item.replaces ?? []),
      resolved: creations.map(({item: {incoming}}) => ({
        side: 'cohort',
        key: incoming.keyDigest,
        id: incoming.id,
      })),
    });
  }

  /** The new pair, if there is one. */
  #judge({item, values}: Creation, result: SendResult | undefined): Pair[] {
    const {incoming, slot} = item;
    if (result === undefined || result.status === 'invalid') {
      const rejection = toRejection(incoming.email, result?.error, this.#run.fields);
      slot.reject(rejection, incoming.record);
      this.#run.changeLimit?.release();
      return [];
    }
    const {status, id, isRepeated, writtenAt} = result;
    // What a repeated request found was made by its first sending.
    const found = status === 'not_found' ? 'unchanged' : status;
    const made = found === 'unchanged' && isRepeated ? 'created' : found;
    slot.resolve(made);
    if (made === 'unchanged') this.#run.changeLimit?.release();
    else this.#record({item, values}, made, id);
    return id === undefined ? [] : [this.#toPair(incoming, {userId: id, values, writtenAt})];
  }

  #record({item, values}: Omit<Creation, 'text'>, result: 'created' | 'updated', userId?: string) {
    const {changeLog, fields} = this.#run;
    const {id, email} = item.incoming;
    // A user who was there after all: what they had is not known.
    const isUnseen = result === 'updated';
    const change = {
      result,
      email,
      user: undefined,
      changes: values,
      userId,
      recordId: id,
      isUnseen,
    };
    changeLog?.add(toPlannedChange(change, fields));
  }

  #toPair(
    incoming: IncomingRecord,
    {
      userId,
      values,
      writtenAt,
    }: {userId: string; values: readonly (Value | undefined)[]; writtenAt: number},
  ): Pair {
    const {store, fields} = this.#run;
    let properties = '';
    for (const [index, field] of fields.entries()) {
      const text = incoming.texts[index];
      if (text === undefined) continue;
      const salesforce = store.digest(text);
      const value = values[index] ?? null;
      const userText = value === text ? text : toUserText(field, value);
      const cohort = userText === text ? salesforce : store.digest(userText);
      properties += packProperty(field.number, {salesforce, cohort});
    }
    const link = {recordId: incoming.id, userId, key: incoming.keyDigest, epoch: store.epoch};
    const pair = newPair(link, unpackTables({properties}));
    pair.userWrittenAt = writtenAt;
    confirmRead(pair, incoming);
    return pair;
  }
}
