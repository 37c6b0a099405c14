import type {Value} from '@cohort-salesforce/source-cohort/cohort';
import {type InputRecord, ownValue, type Rejection, toEmailKey} from '@cohort-salesforce/spec';
import type {MappedField} from '../mapping/prepare-properties.js';
import {setOf} from './field-set.js';
import type {SeenRecord} from './key-table.js';
import {prepareEmail} from './prepare-email.js';
import {prepareValue, readValue, rejectValue} from './prepare-value.js';
import {type RankFields, rankOf} from './recency.js';

/** A record as Cohort shall have it. */
export interface PreparedUser {
  /** The record's place in its batch. */
  index: number;
  email: string;
  /** The email in the form in which emails are compared. */
  key: string;
  /** By the mapping's order; undefined: the record says nothing, null: clear. */
  values: (Value | undefined)[];
  /** How new the record is, and of which fields it says something. */
  seenRecord: SeenRecord;
}

export interface Preparation {
  emailField: string;
  fields: readonly MappedField[];
  rankFields: RankFields;
  clearEmpty: boolean;
}

/** A record -> a user to write, or why it cannot be one. */
export function prepareUser(
  {data}: InputRecord,
  index: number,
  preparation: Preparation,
): PreparedUser | Rejection {
  const {emailField, fields, rankFields, clearEmpty} = preparation;
  const email = prepareEmail(ownValue(data, emailField), emailField);
  if (typeof email !== 'string') return email;
  const values: (Value | undefined)[] = [];
  for (const field of fields) {
    const value = readValue(field, data);
    if (isEmpty(value)) {
      values.push(clearEmpty && value !== undefined ? null : undefined);
      continue;
    }
    const converted = prepareValue(field, value);
    if ('rejection' in converted) return rejectValue(email, field, converted.rejection);
    values.push(converted.value);
  }
  const seenRecord = {recency: rankOf(data, rankFields), fields: setOf(values)};
  return {index, email, key: toEmailKey(email), values, seenRecord};
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}
