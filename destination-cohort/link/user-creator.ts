import {prepareUserText, type UserText, type Value} from '@cohort-salesforce/source-cohort/cohort';
import type {Rejection} from '@cohort-salesforce/spec';
import {newPair, type Pair, packProperty, unpackTables} from '@cohort-salesforce/spec/baseline';
import {Limiter} from '@cohort-salesforce/spec/http';
import {cutParts} from '../users/cut-parts.js';
import type {DryRun} from '../users/dry-run.js';
import {prepareValue, readValue, rejectValue} from '../users/prepare-value.js';
import {toPlannedChange} from '../users/to-planned-change.js';
import {toRejection} from '../users/to-rejection.js';
import {toUserText} from './canonical-texts.js';
import {confirmRead} from './confirm-pair.js';
import type {IncomingRecord, RecordContent} from './incoming-record.js';
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
  /** What the change log needs of it. */
  values: readonly (Value | undefined)[];
  text: UserText;
  /** The properties of the pair that it becomes. */
  properties: string;
}

// So many requests are made ready at a time: more than at first only while Cohort takes its time to answer them.
const MAX_REQUESTS = 32;
const FIRST_REQUESTS = 4;

/** Creates users, each with the Id of its record. */
export class UserCreator {
  readonly #run: LinkRun;
  readonly #sender: UserSender;
  readonly #toText: ReturnType<typeof prepareUserText>;
  readonly #limiter = new Limiter(MAX_REQUESTS, {start: FIRST_REQUESTS});

  constructor(run: LinkRun) {
    this.#run = run;
    this.#sender = new UserSender(run.cohort, 'upsert');
    this.#toText = prepareUserText([...run.fields, ...recordIdField(run.settings)]);
  }

  async create(items: readonly NewUser[], lookedUpAt: number): Promise<void> {
    const {store, dryRun, settings, cohort} = this.#run;
    if (items.length === 0) return;
    if (dryRun) return this.#show(items, dryRun);
    const ids = items.map(({incoming}) => incoming.id);
    const isNoted = settings.recordIdProperty !== undefined;
    // Durable before anything is sent: after a crash they are found by the Id of their record.
    if (isNoted) await store.commit({creating: {recordIds: ids, at: lookedUpAt}});
    const parts = cutParts(items, {items: cohort.settings.batch_size});
    // Made ready only when it is their turn: what is made of a record is large, and soon gone again.
    await Promise.all(
      parts.map(part => this.#limiter.pass(() => this.#write(this.#prepareAll(part), lookedUpAt))),
    );
    if (isNoted) await store.save({creating: {recordIds: ids, at: undefined}});
  }

  #prepareAll(items: readonly NewUser[]): Creation[] {
    const creations: Creation[] = [];
    for (const item of items) {
      const content = item.incoming.content();
      const values = this.#prepare(item.incoming, content);
      if ('status' in values) item.slot.reject(values, content.record);
      else creations.push(this.#toCreation(item, values, content));
    }
    return creations;
  }

  #prepare(
    {email}: IncomingRecord,
    {record, texts}: RecordContent,
  ): (Value | undefined)[] | Rejection {
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

  #toCreation(item: NewUser, values: (Value | undefined)[], {texts}: RecordContent): Creation {
    const {id, email} = item.incoming;
    const {settings, changeLog} = this.#run;
    const recordId = settings.recordIdProperty === undefined ? [] : [id];
    return {
      item,
      values: changeLog ? values : [],
      text: this.#toText(email, [...values, ...recordId]),
      properties: this.#packProperties(texts, values),
    };
  }

  #packProperties(texts: RecordContent['texts'], values: readonly (Value | undefined)[]): string {
    const {store, fields} = this.#run;
    const entries: string[] = [];
    for (const [index, field] of fields.entries()) {
      const text = texts[index];
      if (text === undefined) continue;
      const salesforce = store.digest(text);
      const value = values[index] ?? null;
      const userText = value === text ? text : toUserText(field, value);
      const cohort = userText === text ? salesforce : store.digest(userText);
      entries.push(packProperty(field.number, {salesforce, cohort}));
    }
    // Added up, they would be kept piece by piece until Cohort has answered.
    return entries.join('');
  }

  #show(items: readonly NewUser[], dryRun: DryRun): void {
    for (const {incoming, slot} of items) {
      const content = incoming.content();
      const values = this.#prepare(incoming, content);
      if ('status' in values) {
        slot.reject(values, content.record);
        continue;
      }
      const {id, email} = incoming;
      dryRun.show({result: 'created', email, user: undefined, changes: values, recordId: id});
      slot.resolve('created');
    }
    dryRun.flush();
  }

  async #write(creations: readonly Creation[], lookedUpAt: number): Promise<void> {
    this.#run.changeLimit?.reserve(creations.length);
    await this.#sender.sendEach(creations, (part, results) => {
      return this.#finish(part, {results, lookedUpAt});
    });
  }

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
  #judge({item, values, properties}: Creation, result: SendResult | undefined): Pair[] {
    const {incoming, slot} = item;
    if (result === undefined || result.status === 'invalid') {
      const rejection = toRejection(incoming.email, result?.error, this.#run.fields);
      slot.reject(rejection, incoming.content().record);
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
    return id === undefined ? [] : [this.#toPair(incoming, {userId: id, properties, writtenAt})];
  }

  #record(
    {item, values}: Pick<Creation, 'item' | 'values'>,
    result: 'created' | 'updated',
    userId?: string,
  ): void {
    const {changeLog, fields} = this.#run;
    if (!changeLog) return;
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
    changeLog.add(toPlannedChange(change, fields));
  }

  #toPair(
    incoming: IncomingRecord,
    {userId, properties, writtenAt}: {userId: string; properties: string; writtenAt: number},
  ): Pair {
    const {store} = this.#run;
    const link = {recordId: incoming.id, userId, key: incoming.keyDigest, epoch: store.epoch};
    const pair = newPair(link, unpackTables({properties}));
    pair.userWrittenAt = writtenAt;
    confirmRead(pair, incoming);
    return pair;
  }
}
