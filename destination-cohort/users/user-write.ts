import type {User, UserText, Value} from '@cohort-salesforce/source-cohort/cohort';
import type {ChangeLog} from '@cohort-salesforce/spec';
import type {MappedField} from '../mapping/prepare-properties.js';
import type {IncomingUser} from './incoming-user.js';
import {toPlannedChange} from './to-planned-change.js';

/** A user that is not yet as it shall be. */
export interface Write {
  incomingUser: IncomingUser;
  /** What the look-up lets expect; undefined: it was not looked up. */
  expected: 'created' | 'updated' | undefined;
  /** What Cohort has, as far as it was looked up. */
  user: User | undefined;
  changes: readonly (Value | undefined)[];
  text: UserText;
}

/** Records what Cohort has confirmed. */
export function recordWrite(
  {incomingUser, user, changes}: Write,
  {result, id}: {result: 'created' | 'updated'; id?: string | undefined},
  {changeLog, fields}: {changeLog: ChangeLog | undefined; fields: readonly MappedField[]},
): void {
  const isUnseen = result === 'updated' && user === undefined;
  const {email} = incomingUser;
  const change = {result, email, user, changes, userId: id, isUnseen};
  changeLog?.add(toPlannedChange(change, fields));
}

export function bytesOf({text}: Write): number {
  return Buffer.byteLength(text);
}
