import {setTimeout as wait} from 'node:timers/promises';
import {ConnectorError, type Context} from '@cohort-salesforce/spec';

export interface Polling<Job> {
  /** What is waited for, as a person would look it up, such as `the bulk query 750...`. */
  what: string;
  read(): Promise<Job>;
  isOver(job: Job): boolean;
  context: Pick<Context, 'log'>;
  /** How long the job has run already. */
  ageMs?: number;
  limitMs?: number;
  /** Whether to wait before asking for the first time: nothing is ready at once. */
  pauseFirst?: boolean;
  pause?: (milliseconds: number) => Promise<unknown>;
}

/** The longest that a job is waited for, from its beginning. Salesforce ends jobs that take longer, as a rule. */
export const MAX_JOB_MS = 12 * 3_600_000;

// A short job is ready soon; a long one must not be asked for so often that it eats up the org's calls.
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 30_000;
const TELL_FIRST_MS = 60_000;
const TELL_EVERY_MS = 10 * 60_000;

/** Asks, less and less often, until the job is over in whatever way, and tells what it waits for. Throws when it takes too long. */
export async function pollJob<Job extends {state: string}>({
  what,
  read,
  isOver,
  context,
  ageMs = 0,
  limitMs = MAX_JOB_MS,
  pauseFirst = false,
  pause = wait,
}: Polling<Job>): Promise<Job> {
  const startedAt = performance.now();
  let paused = 0;
  let tellAt = ageMs + TELL_FIRST_MS;
  let next = pauseFirst ? FIRST_PAUSE_MS : 0;
  for (;;) {
    if (next > 0) await pause(next);
    paused += next;
    next = Math.min(Math.max(next * 2, FIRST_PAUSE_MS), MAX_PAUSE_MS);
    const job = await read();
    if (isOver(job)) return job;
    const waited = ageMs + Math.max(paused, performance.now() - startedAt);
    if (waited >= limitMs) throw tooLong(what, job.state, waited);
    if (waited < tellAt) continue;
    tellAt = waited + TELL_EVERY_MS;
    context.log(
      'INFO',
      `Waiting for ${what}: it is ${job.state} after ${inWords(waited)}; it may take up to ${inWords(limitMs)}.`,
    );
  }
}

function tooLong(what: string, state: string, waited: number): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Salesforce has not finished ${what} in ${inWords(waited)}: it is ${state}. Nothing is lost; the next run begins another. If it happens again, ask the Salesforce administrator to look at Setup, Bulk Data Load Jobs.`,
    facts: {errorCode: 'JOB_TOO_LONG', state},
  });
}

function inWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}
