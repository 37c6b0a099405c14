import type {PropertyType} from './property-book.js';

/** A property's value as Cohort might keep it: the day of a datetime, the number that a text spells. */
export function adaptValue(type: PropertyType, value: unknown): unknown {
  if (typeof value === 'number' && type === 'text') return String(value);
  if (typeof value === 'boolean' && type === 'text') return String(value);
  return typeof value === 'string' ? adaptText[type](value) : value;
}

/** A language as Cohort might keep it: `en` of `en_US`. */
export function adaptLanguage(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return /^([a-z]{2})(?:[_-]|$)/i.exec(value.trim())?.[1]?.toLowerCase() ?? value;
}

const adaptText: Record<PropertyType, (text: string) => unknown> = {
  text: text => text.trim(),
  number: text => {
    const number = text.trim() === '' ? Number.NaN : Number(text);
    return Number.isFinite(number) ? number : text;
  },
  boolean: text => {
    const word = text.trim().toLowerCase();
    return word === 'true' || word === 'false' ? word === 'true' : text;
  },
  date: text => /^\d{4}-\d\d-\d\d(?=T)/.exec(text.trim())?.[0] ?? text.trim(),
};
