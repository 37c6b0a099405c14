import type {User, Value} from '@cohort-salesforce/source-cohort/cohort';
import type {PlannedChange} from '@cohort-salesforce/spec';
import type {MappedField} from '../mapping/prepare-properties.js';
import {presentValue} from './compare-user.js';

/** What is written, or would be, of one user. */
export interface UserChange {
  result: 'created' | 'updated';
  email: string;
  /** What Cohort has now, if anything. */
  user: User | undefined;
  /** By the mapping's order; undefined: stays as it is. */
  changes: readonly (Value | undefined)[];
  /** Of a user who was created or not looked up. */
  userId?: string | undefined;
  /** The record it comes from, where that is known. */
  recordId?: string | undefined;
  /** The address that the user gets. */
  newEmail?: string | undefined;
  /** Whether nobody looked up what Cohort has. */
  isUnseen?: boolean;
}

/** The same in the terms that both destinations share. */
export function toPlannedChange(
  {result, email, user, changes, userId, recordId, newEmail, isUnseen = false}: UserChange,
  fields: readonly MappedField[],
): PlannedChange {
  const changed = fields.flatMap((field, index) => {
    const to = changes[index];
    if (to === undefined) return [];
    return {name: field.target, from: isUnseen ? undefined : presentValue(user, field), to};
  });
  const address = newEmail === undefined ? [] : [{name: 'email', from: email, to: newEmail}];
  const fieldsOfAll = [...address, ...changed];
  return {result, key: email, recordId, userId: user?.id ?? userId, fields: fieldsOfAll};
}
