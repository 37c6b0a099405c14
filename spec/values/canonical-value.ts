import {MAX_NUMBER_CHARACTERS} from '../limits.js';
import {ExactNumber, stringifyJson} from '../lines/exact-json.js';

/** What a value means, whichever API it came through. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'date' | 'datetime';

// Fast paths for nearly all values: a number without leading or trailing zeros, and an instant on a day that every month has.
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;
const PLAIN_INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}(?:Z|\+0000)$/;
const DECIMAL = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/;

/**
 * One text for each value, however an API spells it: `40204.0` and `40204` are one number,
 * `2026-01-31T00:00:00.000+0000` and `2026-01-31T00:00:00Z` one instant. Null for an empty value. Text that is not of the kind
 * stays as it is.
 */
export function toCanonicalValue(kind: ValueKind, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  const text = toText(value);
  if (kind === 'number') return toCanonicalNumber(text);
  if (kind === 'boolean') return text.toLowerCase();
  if (kind === 'datetime') return toInstant(text);
  return text.replace(/\r\n?/g, '\n');
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof ExactNumber ? value.text : stringifyJson(value);
}

function toCanonicalNumber(text: string): string {
  if (text.length > MAX_NUMBER_CHARACTERS) return text;
  if (PLAIN_NUMBER.test(text) && text !== '-0') return text;
  const [match, sign = '', whole = '', fraction = '', exponent = '0'] =
    DECIMAL.exec(text.trim()) ?? [];
  if (match === undefined || whole + fraction === '') return text;
  const power = Number(exponent);
  if (Math.abs(power) > MAX_NUMBER_CHARACTERS) return text;
  const digits = whole + fraction;
  const point = whole.length + power;
  const padded = digits.padStart(digits.length - Math.min(point, 0), '0').padEnd(point, '0');
  const at = Math.max(point, 0);
  const left = padded.slice(0, at).replace(/^0+/, '') || '0';
  const right = padded.slice(at).replace(/0+$/, '');
  const plain = right === '' ? left : `${left}.${right}`;
  return sign === '-' && plain !== '0' ? `-${plain}` : plain;
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|[-+]\d{2}(?::?\d{2})?)?)?$/i;

// Without a zone it is UTC, as the export takes it, and not this machine's time.
function toInstant(text: string): string {
  if (PLAIN_INSTANT.test(text)) return `${text.slice(0, 23)}Z`;
  const [match, date, clock = '00:00', seconds = '00', fraction = '', zone = 'Z'] =
    INSTANT.exec(text.trim()) ?? [];
  if (match === undefined) return text;
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const time = new Date(`${date}T${clock}:${seconds}.${millis}${toIsoZone(zone)}`);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}

function toIsoZone(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
