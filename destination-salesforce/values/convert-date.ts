import {type Conversion, wrongType} from './cell.js';
import type {Field} from './field.js';

const DATE = /^(\d{4})-(\d{2})-(\d{2})/;
const DATETIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?$/i;

/** YYYY-MM-DD; of a date with a time, the day it names. */
export function convertDate(field: Field, text: string): Conversion {
  const isDate = DATETIME.test(text) && toInstant(text) !== undefined;
  return isDate ? {cell: text.slice(0, 10)} : wrongType(field, text);
}

/** In UTC and to the second, which is all Salesforce keeps; without a zone it is UTC. */
export function convertDatetime(field: Field, text: string): Conversion {
  const instant = toInstant(text);
  return instant === undefined ? wrongType(field, text) : {cell: canonicalDatetime(instant)};
}

export function convertTime(field: Field, text: string): Conversion {
  const parts = TIME.exec(text);
  if (!parts) return wrongType(field, text);
  const [, hours = '', minutes = '', seconds = '00', fraction = ''] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
    return wrongType(field, text);
  }
  return {cell: `${hours}:${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`};
}

/** Any ISO 8601 date or date-time, REST's `+0000` included -> milliseconds; undefined if it is none. */
export function toInstant(text: string): number | undefined {
  const parts = DATETIME.exec(text);
  const day = DATE.exec(text);
  if (!parts || !day || !isDay(day)) return undefined;
  const [, date = '', clock = '00:00', seconds = '00', , zone = 'Z'] = parts;
  const instant = Date.parse(`${date}T${clock}:${seconds}${isoZone(zone)}`);
  return Number.isNaN(instant) ? undefined : instant;
}

export function canonicalDatetime(instant: number): string {
  return new Date(Math.floor(instant / 1000) * 1000).toISOString();
}

// Date.parse takes 30 February for 1 March.
function isDay([, year, month, day]: RegExpExecArray): boolean {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isoZone(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
