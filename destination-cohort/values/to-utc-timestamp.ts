import {isOnCalendar} from './is-on-calendar.js';

const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?\s*(Z|[-+]\d{2}(?::?\d{2})?)$/i;

// As these connectors' sources write it: it stays as it is.
const IN_UTC = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * A moment with a time zone, as ISO 8601 and Salesforce write it -> the same moment in UTC,
 * `2024-01-31T23:59:59.123Z`, with the fraction's digits kept; undefined for anything else.
 */
export function toUtcTimestamp(text: string): string | undefined {
  if (IN_UTC.test(text)) return isOnCalendar(text) ? text : undefined;
  const [, date = '', time = '', fraction = '', zone = ''] = MOMENT.exec(text) ?? [];
  if (!isOnCalendar(date)) return undefined;
  const whole = new Date(`${date}T${time}${toOffset(zone)}`);
  if (Number.isNaN(whole.getTime())) return undefined;
  return whole.toISOString().replace('.000Z', `${fraction || '.000'}Z`);
}

function toOffset(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
