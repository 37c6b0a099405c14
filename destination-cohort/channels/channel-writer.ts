import type {Value} from '@cohort-salesforce/source-cohort/cohort';
import type {ChangeLimit, ChangeLog, InputRecord, RecordResult} from '@cohort-salesforce/spec';
import {isDeletedRecord} from '../users/is-deleted-record.js';
import {type Preparation, type PreparedUser, prepareUser} from '../users/prepare-user.js';
import {compareRecency} from '../users/recency.js';
import {toPlannedChange} from '../users/to-planned-change.js';
import type {ChannelStream, ChannelUser, UserResult} from './channel.js';

interface Settings extends Preparation {
  deletedField: string;
  /** How much may be written, where that is limited. */
  changeLimit: ChangeLimit | undefined;
  /** Records what is written, where that is wanted. */
  changeLog: ChangeLog | undefined;
}

/** Turns batches of records into users, one for each email, and their results into verdicts. */
export class ChannelWriter {
  readonly #stream: ChannelStream;
  readonly #settings: Settings;

  constructor(stream: ChannelStream, settings: Settings) {
    this.#stream = stream;
    this.#settings = settings;
  }

  /** One verdict for each record, in order. */
  async write(records: readonly InputRecord[]): Promise<readonly RecordResult[]> {
    const recordResults: RecordResult[] = new Array(records.length);
    const groups = new Map<string, PreparedUser[]>();
    for (let index = 0; index < records.length; index += 1) {
      const record = records[index] as InputRecord;
      const prepared = this.#prepare(record, index);
      if ('status' in prepared) {
        recordResults[index] = prepared;
        continue;
      }
      const group = groups.get(prepared.key);
      if (group) group.push(prepared);
      else groups.set(prepared.key, [prepared]);
    }
    await this.#writeGroups([...groups.values()], recordResults);
    return recordResults;
  }

  #prepare(record: InputRecord, index: number): PreparedUser | RecordResult {
    const {deletedField} = this.#settings;
    if (isDeletedRecord(record.data, deletedField)) return {status: 'unchanged'};
    return prepareUser(record, index, this.#settings);
  }

  /** Each group holds the records of one email. */
  async #writeGroups(
    groups: readonly PreparedUser[][],
    recordResults: RecordResult[],
  ): Promise<void> {
    if (groups.length === 0) return;
    for (const group of groups) if (group.length > 1) group.sort(byRank);
    const users = groups.map(toChannelUser);
    // A channel finds out what is a change by writing it: everybody counts until then.
    this.#settings.changeLimit?.reserve(users.length);
    const results = await this.#stream.write(users);
    this.#record(users, results);
    for (const [index, group] of groups.entries()) {
      const result = results[index];
      if (!result) throw new Error(`Found ${results.length} results for ${groups.length} users.`);
      if (result.status === 'rejected' && group.length > 1) {
        // One of several is at fault: each is tried by itself, from the oldest on.
        for (const user of group) await this.#writeGroups([[user]], recordResults);
      } else resolve(group, result, recordResults);
    }
  }

  #record(users: readonly ChannelUser[], results: readonly UserResult[]): void {
    const {changeLog, changeLimit, fields} = this.#settings;
    for (const [index, {email, values}] of users.entries()) {
      const status = results[index]?.status;
      if (status !== 'created' && status !== 'updated') {
        changeLimit?.release();
        continue;
      }
      // A channel tells what Cohort shall have, not what it had.
      const change = {result: status, email, user: undefined, changes: values, isUnseen: true};
      changeLog?.add(toPlannedChange(change, fields));
    }
    changeLog?.flush();
  }
}

function byRank(left: PreparedUser, right: PreparedUser): number {
  return compareRecency(left.seenRecord.recency, right.seenRecord.recency);
}

/** The oldest record first: each value is that of the newest record that has one. */
function toChannelUser(group: readonly PreparedUser[]): ChannelUser {
  const newest = group.at(-1) as PreparedUser;
  const {key, email} = newest;
  const {recency} = newest.seenRecord;
  if (group.length === 1) return {key, email, recency, values: newest.values};
  const values: (Value | undefined)[] = [...newest.values];
  for (const user of group.toReversed()) {
    for (const [field, value] of user.values.entries()) {
      // Null is a value: a newer record has emptied the field.
      if (values[field] === undefined) values[field] = value;
    }
  }
  return {key, email, recency, values};
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
