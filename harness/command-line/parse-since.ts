import {UsageError} from './usage-error.js';

const UNITS: Readonly<Record<string, number>> = {m: 60_000, h: 3_600_000, d: 86_400_000};

/** `7d`, or a time -> that time as ISO 8601 in UTC. */
export function parseSince(text: string, now = Date.now()): string {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now - Number(count) * (UNITS[unit] ?? 0)).toISOString();
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new UsageError(
    `--since: found ${text}, expected an age such as 7d, 12h or 30m, or a time such as 2026-05-01T08:00Z`,
  );
}
