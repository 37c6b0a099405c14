import type {Value} from '@cohort-salesforce/source-cohort/cohort';
import {has} from './field-set.js';
import type {NewestRecords, Remembered} from './newest-records.js';
import type {PreparedUser} from './prepare-user.js';
import {compareRecency} from './recency.js';

/** One user to look at: what the records of one email say together. */
export interface IncomingUser {
  key: string;
  /** The email's place among the newest records. */
  place: number;
  /** What was remembered of the email before these records. */
  before: Remembered['before'];
  /** Whether no record of this email came in an earlier batch of the run. */
  isFirst: boolean;
  /** As the newest record writes it. */
  email: string;
  values: (Value | undefined)[];
  /** The record that gets the result; the others of the group are duplicate by it. */
  winner: PreparedUser;
  /** Whether a newer record came before: then this one only fills what that one leaves open. */
  isLate: boolean;
  /** The records of this email, the oldest first. */
  group: readonly PreparedUser[];
}

/**
 * Puts the records of one email together, each field from the newest that says something of it.
 * Undefined when records that came before say all of it.
 */
export function toIncomingUser(
  users: readonly PreparedUser[],
  newest: NewestRecords,
): IncomingUser | undefined {
  const [only] = users;
  if (users.length !== 1 || only === undefined) return joinRecords(users, newest);
  const {place, isNew, before} = newest.add(only.key, only.seenRecord);
  if (!isNew) return contributeFields(users, newest, {place, before, isFirst: false});
  const {key, email, values} = only;
  const found = {place, before, isFirst: true};
  return {key, email, values, winner: only, isLate: false, group: users, ...found};
}

function joinRecords(
  users: readonly PreparedUser[],
  newest: NewestRecords,
): IncomingUser | undefined {
  const group = users.toSorted((left, right) =>
    compareRecency(left.seenRecord.recency, right.seenRecord.recency),
  );
  const found = group.map(({key, seenRecord}) => newest.add(key, seenRecord));
  const {place = 0, before = [], isNew: isFirst = true} = found[0] ?? {};
  return contributeFields(group, newest, {place, before, isFirst});
}

function contributeFields(
  group: readonly PreparedUser[],
  newest: NewestRecords,
  found: Pick<IncomingUser, 'place' | 'before' | 'isFirst'>,
): IncomingUser | undefined {
  const values: (Value | undefined)[] = [];
  let winner: PreparedUser | undefined;
  let isLate = false;
  for (const user of group) {
    const {fields, isNewest} = newest.contribution(found.place, user.seenRecord);
    let contributes = isNewest;
    for (const [field, value] of user.values.entries()) {
      if (!has(fields, field)) continue;
      values[field] = value;
      contributes = true;
    }
    if (!contributes) continue;
    winner = user;
    isLate = !isNewest;
  }
  const {key = '', email = ''} = winner ?? {};
  return winner && {key, email, values, winner, isLate, group, ...found};
}
