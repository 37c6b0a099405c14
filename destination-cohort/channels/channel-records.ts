import type {Value} from '@cohort-salesforce/source-cohort/cohort';
import type {
  ChangeLimit,
  ChangeLog,
  InputRecord,
  RecordBatch,
  RecordResult,
} from '@cohort-salesforce/spec';
import {isDeletedRecord} from '../users/is-deleted-record.js';
import {type Preparation, type PreparedUser, prepareUser} from '../users/prepare-user.js';
import {compareRecency} from '../users/recency.js';
import {toPlannedChange} from '../users/to-planned-change.js';
import type {ChannelBatch, ChannelStream, ChannelUser, UserResult} from './channel.js';

export interface ChannelSettings extends Preparation {
  deletedField: string;
  /** How much may be written, where that is limited. */
  changeLimit: ChangeLimit | undefined;
  /** Records what is written, where that is wanted. */
  changeLog: ChangeLog | undefined;
}

type ReadAgain = (index: number) => InputRecord;

/** The records of one batch. Each goes on as a user at once; those of one email are joined in the end. */
export class ChannelRecords implements RecordBatch {
  readonly #stream: ChannelStream;
  readonly #settings: ChannelSettings;
  readonly #batch: ChannelBatch;
  /** Of records that are no user. */
  readonly #early: [index: number, result: RecordResult][] = [];
  readonly #placeOf = new Map<string, number>();
  /** The first record of each place. */
  readonly #indexes: number[] = [];
  /** All records of the places that have several. */
  readonly #groups = new Map<number, number[]>();
  /** By place, where the change log needs them. */
  readonly #users: ChannelUser[] = [];
  #size = 0;

  constructor(stream: ChannelStream, settings: ChannelSettings) {
    this.#stream = stream;
    this.#settings = settings;
    this.#batch = stream.begin();
  }

  add(record: InputRecord): void {
    const index = this.#size;
    this.#size += 1;
    const user = this.#prepare(record, index);
    if ('status' in user) {
      this.#early.push([index, user]);
      return;
    }
    const place = this.#placeOf.get(user.key);
    if (place !== undefined) {
      const group = this.#groups.get(place);
      if (group) group.push(index);
      else this.#groups.set(place, [this.#indexes[place] as number, index]);
      return;
    }
    this.#placeOf.set(user.key, this.#indexes.length);
    this.#indexes.push(index);
    const channelUser = toChannelUser(user);
    if (this.#settings.changeLog) this.#users.push(channelUser);
    this.#batch.add(channelUser);
  }

  async write(readAgain: ReadAgain): Promise<readonly RecordResult[]> {
    const recordResults: RecordResult[] = new Array(this.#size);
    for (const [index, result] of this.#early) recordResults[index] = result;
    if (this.#indexes.length === 0) return recordResults;
    const groups = this.#joinGroups(readAgain);
    const results = await this.#send(this.#batch, this.#users, this.#indexes.length);
    for (let place = 0; place < results.length; place += 1) {
      const result = results[place] as UserResult;
      const index = this.#indexes[place] as number;
      const group = groups.get(place);
      if (group) await this.#resolveGroup(group, result, recordResults);
      else if (result.status !== 'rejected') recordResults[index] = result;
      else resolve([this.#readUser(readAgain, index)], result, recordResults);
    }
    return recordResults;
  }

  #prepare(record: InputRecord, index: number): PreparedUser | RecordResult {
    const {deletedField} = this.#settings;
    if (isDeletedRecord(record.data, deletedField)) return {status: 'unchanged'};
    return prepareUser(record, index, this.#settings);
  }

  #readUser(readAgain: ReadAgain, index: number): PreparedUser {
    return this.#prepare(readAgain(index), index) as PreparedUser;
  }

  #joinGroups(readAgain: ReadAgain): ReadonlyMap<number, PreparedUser[]> {
    const groups = new Map<number, PreparedUser[]>();
    for (const [place, indexes] of this.#groups) {
      const group = indexes.map(index => this.#readUser(readAgain, index)).sort(byRank);
      const user = joinUsers(group);
      groups.set(place, group);
      if (this.#settings.changeLog) this.#users[place] = user;
      this.#batch.replace(place, user);
    }
    return groups;
  }

  async #send(
    batch: ChannelBatch,
    users: readonly ChannelUser[],
    count: number,
  ): Promise<readonly UserResult[]> {
    // A channel finds out what is a change by writing it: everybody counts until then.
    this.#settings.changeLimit?.reserve(count);
    const results = await batch.write();
    if (results.length !== count)
      throw new Error(`Found ${results.length} results for ${count} users.`);
    this.#record(users, results);
    return results;
  }

  #record(users: readonly ChannelUser[], results: readonly UserResult[]): void {
    const {changeLog, changeLimit, fields} = this.#settings;
    if (changeLimit) {
      changeLimit.release(results.filter(result => !isChange(result)).length);
    }
    for (const [index, {email, values}] of users.entries()) {
      const result = results[index];
      if (!result || !isChange(result)) continue;
      // A channel tells what Cohort shall have, not what it had.
      const {status} = result;
      const change = {result: status, email, user: undefined, changes: values, isUnseen: true};
      changeLog?.add(toPlannedChange(change, fields));
    }
    changeLog?.flush();
  }

  async #resolveGroup(
    group: readonly PreparedUser[],
    result: UserResult,
    recordResults: RecordResult[],
  ): Promise<void> {
    if (result.status !== 'rejected') {
      resolve(group, result, recordResults);
      return;
    }
    // One of several is at fault: each is tried by itself, from the oldest on.
    for (const prepared of group) {
      const user = toChannelUser(prepared);
      const batch = this.#stream.begin();
      batch.add(user);
      const [own] = await this.#send(batch, [user], 1);
      resolve([prepared], own as UserResult, recordResults);
    }
  }
}

function isChange(result: UserResult): result is {status: 'created' | 'updated'} {
  return result.status === 'created' || result.status === 'updated';
}

function byRank(left: PreparedUser, right: PreparedUser): number {
  return compareRecency(left.seenRecord.recency, right.seenRecord.recency);
}

function toChannelUser({key, email, values, seenRecord}: PreparedUser): ChannelUser {
  return {key, email, values, recency: seenRecord.recency};
}

/** The oldest record first: each value is that of the newest record that has one. */
function joinUsers(group: readonly PreparedUser[]): ChannelUser {
  const newest = toChannelUser(group.at(-1) as PreparedUser);
  const values: (Value | undefined)[] = [...newest.values];
  for (const user of group.toReversed()) {
    for (const [field, value] of user.values.entries()) {
      // Null is a value: a newer record has emptied the field.
      if (values[field] === undefined) values[field] = value;
    }
  }
  return {...newest, values};
}

function resolve(
  group: readonly PreparedUser[],
  result: UserResult,
  recordResults: RecordResult[],
): void {
  for (const {index} of group) recordResults[index] = {status: 'duplicate'};
  const {index, email} = group.at(-1) as PreparedUser;
  if (result.status !== 'rejected') {
    recordResults[index] = result;
    return;
  }
  const {code, message, field} = result;
  recordResults[index] = {
    status: 'rejected',
    key: email,
    code,
    message,
    fields: field ? [field] : [],
  };
}
