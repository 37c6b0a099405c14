import {configError} from '@cohort-salesforce/spec';
import {Cron} from 'croner';

/** When a connection is due. */
export interface Schedule {
  /** The first time after `last` (milliseconds since 1970), which may have passed already. */
  after(last: number): number;
}

const UNITS: Readonly<Record<string, number>> = {m: 60_000, h: 3_600_000, d: 86_400_000};
const WANTED = 'every 15m, every 2h, every 1d, or a cron expression such as 0 6 * * *';

/** `every 15m` or a cron expression, in UTC. Throws a config error that says what is wanted. */
export function parseSchedule(text: string): Schedule {
  const [, count, unit = ''] = /^every\s+(\d{1,4})\s*([mhd])$/.exec(text.trim()) ?? [];
  const interval = Number(count) * (UNITS[unit] ?? 0);
  if (interval > 0) return {after: last => last + interval};
  return parseCron(text.trim());
}

function parseCron(text: string): Schedule {
  // Fields for seconds, and names such as @reboot, would surprise: cron has neither of them.
  if (text.split(/\s+/).length !== 5) throw notUnderstood(text);
  try {
    const cron = new Cron(text, {timezone: 'UTC', paused: true, mode: '5-part'});
    return {
      after: last => cron.nextRun(new Date(last))?.getTime() ?? Number.POSITIVE_INFINITY,
    };
  } catch {
    throw notUnderstood(text);
  }
}

function notUnderstood(text: string) {
  return configError(`at /schedule: found ${JSON.stringify(text)}, expected ${WANTED}`);
}
