import {
  type Conversion,
  ExactNumber,
  rejectConversion,
  stringifyJson,
  toPlainDecimal,
} from '@cohort-salesforce/spec';
import type {Field} from './field.js';

/**
 * A value on its way to Salesforce: its text, which CSV takes as it is and JSON quotes where the
 * kind asks for it; null for no value.
 */
export type Cell = string | null;

/** A record's value as text: numbers without exponent, lists as multi-select picklists write them. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return toPlainDecimal(String(value));
  if (value instanceof ExactNumber) return toPlainDecimal(value.text);
  if (Array.isArray(value)) return value.map(toText).join(';');
  if (typeof value === 'object' && value !== null) return stringifyJson(value);
  return String(value);
}

/** A value in a message for people: never longer than a glance. */
export function show(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

/** The rejection of a value that is none of the field's type. */
export function wrongType({label, type}: Field, text: string): Conversion<Cell> {
  return rejectConversion(
    'INVALID_TYPE_ON_FIELD_IN_RECORD',
    `${label}: value not of required type: ${show(text)} (${type})`,
  );
}
