import type {UserPropertyType, Value} from '@cohort-salesforce/source-cohort/cohort';
import {
  type Conversion,
  ExactNumber,
  isExactDouble,
  MAX_NUMBER_CHARACTERS,
  rejectConversion,
  stringifyJson,
  toPlainDecimal,
} from '@cohort-salesforce/spec';
import type {FieldKind} from '../mapping/field-kind.js';
import {toCalendarDate} from './to-calendar-date.js';
import {toUtcTimestamp} from './to-utc-timestamp.js';

/** A value of a record, neither null nor empty -> the value of a property of this type. */
export function convertValue(
  {type, kind}: {type: UserPropertyType; kind: FieldKind},
  value: unknown,
): Conversion<Value> {
  // Text that only looks like a moment is left as it was written.
  const moment = kind === 'datetime' && typeof value === 'string' && toUtcTimestamp(value);
  return CONVERTERS[type](moment || value);
}

const CONVERTERS: Record<UserPropertyType, (value: unknown) => Conversion<Value>> = {
  text: value => ({value: toText(value)}),
  number: toNumber,
  boolean: toBoolean,
  date: value => {
    const date = toCalendarDate(value);
    return date === undefined
      ? rejectConversion('VALUE_NOT_DATE', 'no calendar date')
      : {value: date};
  },
};

function toText(value: unknown): string {
  // Half a character has no UTF-8: some systems refuse the whole request for it.
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' || value instanceof ExactNumber) return toPlainDecimal(`${value}`);
  return stringifyJson(value);
}

const DECIMAL = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/;

// A customer number, a post code, a phone number: its zeros and its plus are gone for good in a number.
const CODE = /^(\+|[-+]?0\d)/;

function toNumber(value: unknown): Conversion<Value> {
  if (typeof value === 'number') return {value};
  const text = value instanceof ExactNumber ? value.text : value;
  if (typeof text !== 'string' || text.length > MAX_NUMBER_CHARACTERS) {
    return rejectConversion('VALUE_NOT_NUMBER', 'no number');
  }
  if (!DECIMAL.test(text.trim())) {
    return rejectConversion('VALUE_NOT_NUMBER', 'no number');
  }
  if (typeof value === 'string' && CODE.test(text.trim())) {
    return rejectConversion('VALUE_NOT_NUMBER', 'text that a number property would alter');
  }
  const decimal = text.trim().replace(/^\+/, '');
  if (isExactDouble(decimal)) return {value: Number(decimal)};
  return rejectConversion(
    'NUMBER_NOT_EXACT',
    'a number that would lose digits as a number property',
  );
}

function toBoolean(value: unknown): Conversion<Value> {
  if (typeof value === 'boolean') return {value};
  const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  if (text === 'true' || text === 'false') return {value: text === 'true'};
  return rejectConversion('VALUE_NOT_BOOLEAN', 'neither true nor false');
}
