import {configError} from '../../connector-error.js';

const DAY = 86_400_000;
const DURATION =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const UNITS_MS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, 3_600_000, 60_000, 1000];
// Before the year 0 no query can begin.
const MAX_MS = 100 * 365 * DAY;

/**
 * An ISO 8601 duration -> milliseconds; a month counts as 30 days, a year as 365, as fits a length that no calendar
 * gives a meaning. Throws a config_error that names the key where it is none, or longer than 100 years.
 */
export function parseDuration(key: string, text: string): number {
  const parts = DURATION.exec(text)?.slice(1) ?? [];
  const length = parts.reduce(
    (sum, part, index) => sum + Number(part ?? 0) * (UNITS_MS[index] ?? 0),
    0,
  );
  if (parts.some(part => part !== undefined) && length <= MAX_MS) return length;
  throw configError(
    `${key} is ${JSON.stringify(text)}, expected an ISO 8601 duration of at most 100 years, such as PT10M or P30D.`,
  );
}
