import type {Query} from './database.js';

// A puller that takes the moment of its own run for its next `updated_at >` must still find rows that were stamped before
// and committed after it. Every batch is committed, or given up by the server, within this time.
const STAMP_AHEAD_SECONDS = 60;
// What is more than a little behind would use up the time for which stamps are ahead.
const MAX_UNSAID_SECONDS = 15;
// A machine whose clock is wrong by years must not stamp rows that are pulled again for years.
const MAX_BRIDGED_SECONDS = 3600;

/** How many seconds the database's clock is behind this machine's. */
export async function readClockLag(query: Query): Promise<number> {
  const before = Date.now();
  const [[seconds = 0] = []] = (await query({
    text: 'SELECT extract(epoch FROM clock_timestamp())::float8',
  })) as [number][];
  return (before + Date.now()) / 2000 - seconds;
}

/**
 * How far ahead of the database's clock stamps are. Where that clock is behind, one that goes right, as the puller's,
 * would be later than stamps that are yet to come.
 */
export function secondsAhead(lag: number): number {
  return STAMP_AHEAD_SECONDS + Math.ceil(Math.min(Math.max(lag, 0), MAX_BRIDGED_SECONDS));
}

/** What to tell about the clocks; undefined when they agree. */
export function describeLag(lag: number): string | undefined {
  if (lag <= MAX_UNSAID_SECONDS) return undefined;
  const effect =
    lag > MAX_BRIDGED_SECONDS
      ? 'That is too much to make up for: if this machine is right, Cohort may miss rows.'
      : 'Until it is right, updated_at is written that much later, so that Cohort misses no row.';
  return `The database's clock is ${Math.round(lag)} seconds behind this machine's: synchronize it (NTP). ${effect}`;
}
