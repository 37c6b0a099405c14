import {isOnCalendar} from './is-on-calendar.js';
import {toUtcTimestamp} from './to-utc-timestamp.js';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `YYYY-MM-DD`, or the UTC day of a moment -> `YYYY-MM-DD`; undefined for anything else. */
export function toCalendarDate(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (DATE.test(text)) return isOnCalendar(text) ? text : undefined;
  return toUtcTimestamp(text)?.slice(0, 10);
}
