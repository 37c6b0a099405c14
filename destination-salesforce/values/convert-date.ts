import type {Conversion} from '@cohort-salesforce/spec';
import {type Cell, wrongType} from './cell.js';
import type {Field} from './field.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
// As Cohort and Bulk API 2.0 write them, by the million: to take them apart and write them anew was an eighth of all work.
const IN_UTC = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const DATETIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?$/i;

/** YYYY-MM-DD; of a date with a time, the day it names. */
export function convertDate(field: Field, text: string): Conversion<Cell> {
  const isDate = DATE.test(text) ? isDay(text) : toUtcSecond(text) !== undefined;
  return isDate ? {value: text.slice(0, 10)} : wrongType(field, text);
}

/** In UTC and to the second, which is all Salesforce keeps; without a zone it is UTC. */
export function convertDatetime(field: Field, text: string): Conversion<Cell> {
  const second = toUtcSecond(text);
  return second === undefined ? wrongType(field, text) : {value: second};
}

export function convertTime(field: Field, text: string): Conversion<Cell> {
  const parts = TIME.exec(text);
  if (!parts) return wrongType(field, text);
  const [, hours = '', minutes = '', seconds = '00', fraction = ''] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
    return wrongType(field, text);
  }
  return {value: `${hours}:${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`};
}

/** Any ISO 8601 date or date-time, REST's `+0000` included -> `YYYY-MM-DDThh:mm:ss.000Z`; undefined if it is none. */
export function toUtcSecond(text: string): string | undefined {
  if (IN_UTC.test(text)) return isDay(text) ? `${text.slice(0, 19)}.000Z` : undefined;
  const parts = DATETIME.exec(text);
  if (!parts || !isDay(text)) return undefined;
  const [, date = '', clock = '00:00', seconds = '00', , zone = 'Z'] = parts;
  const moment = new Date(`${date}T${clock}:${seconds}${isoZone(zone)}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

// A Date takes 30 February for 1 March.
function isDay(text: string): boolean {
  const month = Number(text.slice(5, 7)) - 1;
  const day = Number(text.slice(8, 10));
  const date = new Date(Date.UTC(Number(text.slice(0, 4)), month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day;
}

function isoZone(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
