import {
  type Conversion,
  MAX_NUMBER_CHARACTERS,
  rejectConversion,
  toPlainDecimal,
} from '@cohort-salesforce/spec';
import {type Cell, show, wrongType} from './cell.js';
import type {Field} from './field.js';

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const LONG_DIGITS = 19;

/** Rounds to the field's scale as Salesforce does on saving, digit by digit: no double in between. */
export function convertNumber(field: Field, text: string): Conversion<Cell> {
  if (text.length > MAX_NUMBER_CHARACTERS || !DECIMAL.test(text)) return wrongType(field, text);
  const isWhole = field.type === 'int' || field.type === 'long';
  const decimal = canonicalDecimal(text);
  if (isWhole && decimal.includes('.')) return wrongType(field, text);
  const cell = isWhole ? decimal : roundDecimal(decimal, field.scale);
  const limit = wholeDigits(field);
  if (countWholeDigits(cell) <= limit) return {value: cell};
  return rejectConversion(
    'NUMBER_OUTSIDE_VALID_RANGE',
    `${field.label}: value outside of valid range: ${show(text)} (at most ${limit} digits before the decimal point)`,
  );
}

function wholeDigits({type, digits, precision, scale}: Field): number {
  if (type === 'int') return digits || 9;
  if (type === 'long') return LONG_DIGITS;
  return precision > 0 ? precision - scale : 18;
}

function countWholeDigits(decimal: string): number {
  return decimal.replace(/^-/, '').replace(/\..*$/, '').replace(/^0+/, '').length;
}

const CANONICAL = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/;

/** +007.50 -> 7.5: no sign before zero, no needless zeros, no exponent. */
export function canonicalDecimal(text: string): string {
  // Bulk API 2.0 writes a double as Java does, never without a point.
  const short = text.endsWith('.0') ? text.slice(0, -2) : text;
  if (CANONICAL.test(short)) return short;
  const plain = toPlainDecimal(withDigits(text));
  const [, sign = '', whole = '', fraction = ''] = /^(-?)0*(\d*)\.?(\d*?)0*$/.exec(plain) ?? [];
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return digits === '0' ? '0' : sign + digits;
}

// +.5 -> 0.5 and 5.e3 -> 5e3, so that the rest needs to know one form only.
function withDigits(text: string): string {
  return text
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '');
}

/** Half away from zero, at `scale` decimals; expects and gives a canonical decimal. */
export function roundDecimal(decimal: string, scale: number): string {
  const point = decimal.indexOf('.');
  if (point < 0 || decimal.length - point - 1 <= scale) return decimal;
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const kept = BigInt(whole + fraction.slice(0, scale));
  const rounded = kept + (fraction.charAt(scale) >= '5' ? 1n : 0n);
  const digits = rounded.toString().padStart(scale + 1, '0');
  const wholeLength = digits.length - scale;
  const sign = decimal.startsWith('-') ? '-' : '';
  return canonicalDecimal(`${sign}${digits.slice(0, wholeLength)}.${digits.slice(wholeLength)}`);
}
