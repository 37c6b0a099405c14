import {toCanonicalValue} from '@cohort-salesforce/spec';
import type {LinkedField} from './linked-field.js';

/** Cohort's value as Salesforce would keep it in the field: cut, trimmed, rounded, to the second. */
export function toStoredText(
  {kind, limits}: Pick<LinkedField, 'kind' | 'limits'>,
  userText: string,
): string {
  if (kind === 'number') return toStoredNumber(userText, limits.scale);
  if (kind === 'datetime') return toSecond(toCanonicalValue('datetime', userText) ?? userText);
  if (kind !== 'text') return toCanonicalValue(kind === 'boolean' ? kind : 'text', userText) ?? '';
  return cut(userText.trim(), limits.maxLength).trimEnd();
}

// Length counts UTF-16 units at Salesforce. The export never cuts through a character that takes two of them.
function cut(text: string, length = Number.POSITIVE_INFINITY): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept;
}

function toSecond(text: string): string {
  return text.replace(/\.\d{3}Z$/, '.000Z');
}

function toStoredNumber(text: string, scale: number | undefined): string {
  const decimal = toCanonicalValue('number', text) ?? text;
  if (scale === undefined || !/^-?\d+\.\d+$/.test(decimal)) return decimal;
  return toCanonicalValue('number', round(decimal, scale)) ?? decimal;
}

// Half away from zero, without a double in between.
function round(decimal: string, scale: number): string {
  const sign = decimal.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  if (fraction.length <= scale) return decimal;
  const digits =
    BigInt(whole + fraction.slice(0, scale)) + (Number(fraction[scale]) >= 5 ? 1n : 0n);
  const padded = String(digits).padStart(scale + 1, '0');
  const at = padded.length - scale;
  return `${sign}${padded.slice(0, at)}.${padded.slice(at)}`;
}
