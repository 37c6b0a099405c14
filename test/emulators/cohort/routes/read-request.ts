import {invalid} from '../api-error.js';
import {isObject} from '../merchant/check-item.js';

/** The parameters of a request's query, each given at most once and all of them known. */
export function readQuery<Name extends string>(
  query: unknown,
  known: readonly Name[],
): Partial<Record<Name, string>> {
  const given = Object.entries(query as Record<string, unknown>);
  for (const [name, value] of given) {
    if (!known.includes(name as Name)) throw invalid(`Unknown parameter ${name}`);
    if (typeof value !== 'string') throw invalid(`Parameter ${name} given more than once`);
  }
  return Object.fromEntries(given) as Partial<Record<Name, string>>;
}

/** The body of a request: a JSON object with no keys but these. */
export function readBody<Name extends string>(
  body: unknown,
  known: readonly Name[],
): Partial<Record<Name, unknown>> {
  if (!isObject(body)) throw invalid('The body must be a JSON object');
  const unknown = Object.keys(body).find(name => !known.includes(name as Name));
  if (unknown !== undefined) throw invalid(`Unknown parameter ${unknown}`);
  return body as Partial<Record<Name, unknown>>;
}

export function readText(value: unknown, name: string): string {
  if (value === undefined || value === null || value === '')
    throw invalid(`Parameter ${name} not provided`);
  if (typeof value !== 'string') throw invalid(`Parameter ${name} must be text`);
  return value;
}

export function readArray(value: unknown, name: string, most: number): unknown[] {
  if (value === undefined || value === null) throw invalid(`Parameter ${name} not provided`);
  if (!Array.isArray(value)) throw invalid(`Parameter ${name} must be an array`);
  if (value.length > most)
    throw invalid(`Parameter ${name} must have at most ${most} items, found ${value.length}`);
  return value;
}

export function readChoice<T extends string>(value: unknown, name: string, all: readonly T[]): T {
  const text = readText(value, name);
  const chosen = all.find(one => one === text);
  if (!chosen) throw invalid(`Parameter ${name} must be one of: ${all.join(', ')}`);
  return chosen;
}

export function readLimit(text = '100'): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 100) return limit;
  throw invalid('Parameter limit must be a whole number from 1 to 100');
}

const moment = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** A moment as milliseconds since 1970; what is finer than a millisecond is dropped. */
export function readMoment(text: string | undefined, name: string): number {
  if (text === undefined) return 0;
  // In a query a plus that was not escaped arrives as a blank.
  const restored = text.replace(' ', '+');
  const time = moment.test(restored) ? Date.parse(restored) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw invalid(`Parameter ${name} must be an ISO 8601 moment with a time zone`);
}
