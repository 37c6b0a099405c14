import type {Value} from '../../source-cohort/cohort/index.js';
import {has} from './field-set.js';
import type {NewestRecords, Remembered} from './newest-records.js';
import type {PreparedUser} from './prepare-user.js';
import {compareRanks} from './rank.js';

/** One user to look at: what the records of one email say together. */
export interface Candidate {
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
  /** The record that gets the verdict; the others of the group are superseded by it. */
  leader: PreparedUser;
  /** Whether a newer record came before: then this one only fills what that one leaves open. */
  isLate: boolean;
  /** The records of this email, the oldest first. */
  group: readonly PreparedUser[];
}

/**
 * Puts the records of one email together, each field from the newest that says something of it.
 * Undefined when records that came before say all of it.
 */
export function toCandidate(
  users: readonly PreparedUser[],
  newest: NewestRecords,
): Candidate | undefined {
  const [only] = users;
  if (users.length !== 1 || only === undefined) return joinRecords(users, newest);
  const {place, isNew, before} = newest.add(only.key, only.layer);
  if (!isNew) return claimFields(users, newest, {place, before, isFirst: false});
  const {key, email, values} = only;
  const found = {place, before, isFirst: true};
  return {...found, key, email, values, leader: only, isLate: false, group: users};
}

function joinRecords(users: readonly PreparedUser[], newest: NewestRecords): Candidate | undefined {
  const group = users.toSorted((left, right) => compareRanks(left.layer.rank, right.layer.rank));
  const found = group.map(({key, layer}) => newest.add(key, layer));
  const {place = 0, before = [], isNew: isFirst = true} = found[0] ?? {};
  return claimFields(group, newest, {place, before, isFirst});
}

function claimFields(
  group: readonly PreparedUser[],
  newest: NewestRecords,
  found: Pick<Candidate, 'place' | 'before' | 'isFirst'>,
): Candidate | undefined {
  const values: (Value | undefined)[] = [];
  let leader: PreparedUser | undefined;
  let isLate = false;
  for (const user of group) {
    const {fields, isNewest} = newest.claim(found.place, user.layer);
    let contributes = isNewest;
    for (const [field, value] of user.values.entries()) {
      if (!has(fields, field)) continue;
      values[field] = value;
      contributes = true;
    }
    if (!contributes) continue;
    leader = user;
    isLate = !isNewest;
  }
  const {key = '', email = ''} = leader ?? {};
  return leader && {...found, key, email, values, leader, isLate, group};
}
