import type {User, UserInput, Value} from '../../source-cohort/cohort/index.js';
import {CORE_FIELDS} from '../mapping/core-fields.js';
import type {MappedField} from '../mapping/prepare-properties.js';
import {toCalendarDate} from '../values/to-calendar-date.js';

export interface FieldChange {
  target: string;
  from: Value;
  to: Value;
}

/** What differs between the user that Cohort has, if any, and the values it shall have. */
export function compareUser(
  existing: User | undefined,
  values: readonly (Value | undefined)[],
  fields: readonly MappedField[],
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const [index, field] of fields.entries()) {
    const to = values[index];
    if (to === undefined) continue;
    const from = presentValue(existing, field);
    if (from !== to) changes.push({target: field.target, from, to});
  }
  return changes;
}

function presentValue(user: User | undefined, {target, isCore, type}: MappedField): Value {
  const value = isCore ? user?.[target as keyof User] : user?.properties[target];
  if (value === undefined || value === '') return null;
  // A date that Cohort answers with a time of day is still the same date.
  if (type === 'date') return toCalendarDate(value) ?? (value as Value);
  return value as Value;
}

/** A user as Cohort's batch wants it: only what changes. */
export function toUserInput(email: string, changes: readonly FieldChange[]): UserInput {
  const isCore = ({target}: FieldChange) => CORE_FIELDS.includes(target);
  const toEntry = ({target, to}: FieldChange) => [target, to];
  const properties = changes.filter(change => !isCore(change)).map(toEntry);
  return {
    email,
    ...Object.fromEntries(changes.filter(isCore).map(toEntry)),
    ...(properties.length > 0 && {properties: Object.fromEntries(properties)}),
  };
}
