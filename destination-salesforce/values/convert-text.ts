import {type Conversion, rejectConversion} from '@cohort-salesforce/spec';
import {type Cell, show} from './cell.js';
import {convertPicklist} from './convert-choices.js';
import {isEmailAddress} from './email.js';
import type {Field} from './field.js';

/** Text for a text-like field: checked for length, form of an email address, allowed values. */
export function convertText(field: Field, text: string, truncate: boolean): Conversion<Cell> {
  if (field.type === 'picklist') return convertPicklist(field, text);
  if (field.type === 'email' && !isEmailAddress(text)) return invalidEmail(field, text);
  if (field.length === 0 || text.length <= field.length) return {value: text};
  if (!truncate || !mayBeCut(field)) return tooLong(field, text);
  return {value: cut(text, field.length), truncatedFrom: text.length};
}

function invalidEmail({label}: Field, text: string): Conversion<Cell> {
  return rejectConversion(
    'INVALID_EMAIL_ADDRESS',
    `${label}: invalid email address: ${show(text)}`,
  );
}

/** The rejection of a text that the field has no room for. */
export function tooLong({label, length}: Field, text: string): Conversion<Cell> {
  const limit = length > 0 ? ` (max length=${length})` : '';
  return rejectConversion(
    'STRING_TOO_LONG',
    `${label}: data value too large: ${text.length} characters${limit}`,
  );
}

// Half an address is another address, and half an id is someone else's.
function mayBeCut({type, externalId, unique}: Field): boolean {
  return type !== 'email' && type !== 'url' && !externalId && !unique;
}

// Never through the middle of a character that takes two code units.
function cut(text: string, length: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return text.slice(0, end).trimEnd();
}
