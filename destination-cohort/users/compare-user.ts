import type {User, Value} from '@cohort-salesforce/source-cohort/cohort';
import {ownValue} from '@cohort-salesforce/spec';
import type {MappedField} from '../mapping/prepare-properties.js';
import {toCalendarDate} from '../values/to-calendar-date.js';

/** Of the values that a user shall have, those that Cohort does not have yet; undefined: none. */
export function changesOf(
  existing: User | undefined,
  values: readonly (Value | undefined)[],
  fields: readonly MappedField[],
): (Value | undefined)[] | undefined {
  let changes: (Value | undefined)[] | undefined;
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] as MappedField;
    const value = values[index];
    if (value === undefined || value === presentValue(existing, field)) continue;
    changes ??= new Array(fields.length).fill(undefined);
    changes[index] = value;
  }
  return changes;
}

/** What Cohort has in a field; null when it has nothing. */
export function presentValue(user: User | undefined, {target, isCore, type}: MappedField): Value {
  if (user === undefined) return null;
  const value = isCore ? user[target as keyof User] : ownValue(user.properties, target);
  if (value === undefined || value === '') return null;
  // A date that Cohort answers with a time of day is still the same date.
  if (type === 'date') return toCalendarDate(value) ?? (value as Value);
  return value as Value;
}
