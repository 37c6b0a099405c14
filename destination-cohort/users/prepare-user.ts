import {isEmail, type Value} from '../../source-cohort/cohort/index.js';
import {type InputRecord, ownValue, type Rejection, toEmailKey} from '../../spec/index.js';
import type {MappedField} from '../mapping/prepare-properties.js';
import {convertValue} from '../values/convert-value.js';
import {setOf} from './field-set.js';
import type {Layer} from './key-table.js';
import {type RankFields, rankOf} from './rank.js';

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
  layer: Layer;
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
  const found = ownValue(data, emailField);
  const email = typeof found === 'string' ? found.trim().normalize('NFC') : '';
  if (!isEmail(email)) return rejectEmail(found, email, emailField);
  const values: (Value | undefined)[] = [];
  for (const field of fields) {
    const value = ownValue(data, field.source);
    if (isEmpty(value)) {
      values.push(clearEmpty && value !== undefined ? null : undefined);
      continue;
    }
    const converted = convertValue(field, value);
    if ('problem' in converted) return rejectValue(email, field, converted.problem);
    values.push(field.target === 'lang' ? toLanguage(converted.value) : converted.value);
  }
  const layer = {rank: rankOf(data, rankFields), fields: setOf(values)};
  return {index, email, key: toEmailKey(email), values, layer};
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

// Longer texts are no language tag, and the pattern below runs out of stack in some megabytes.
const LONGEST_LANGUAGE = 100;

// Salesforce writes a language as en_US, Cohort as en.
function toLanguage(value: Value): Value {
  const text = String(value);
  if (text.length > LONGEST_LANGUAGE) return value;
  const [, language] = /^([a-z]{2})([-_][a-z0-9]+)*$/i.exec(text) ?? [];
  return language === undefined ? value : language.toLowerCase();
}

function rejectEmail(found: unknown, email: string, field: string): Rejection {
  const isMissing = email === '' && (isEmpty(found) || typeof found === 'string');
  return {
    status: 'rejected',
    key: isMissing ? null : email.slice(0, 254) || null,
    code: isMissing ? 'EMAIL_MISSING' : 'EMAIL_INVALID',
    message: isMissing
      ? `${field} is empty, and users are found by email.`
      : `${field} is not an email address.`,
    fields: [field],
  };
}

function rejectValue(
  email: string,
  {source, target, type}: MappedField,
  {code, message}: {code: string; message: string},
): Rejection {
  return {
    status: 'rejected',
    key: email,
    code,
    message: `${source} is ${message}; the property ${target} is of type ${type}.`,
    fields: [source],
  };
}
