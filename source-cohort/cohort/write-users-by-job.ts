import {randomUUID} from 'node:crypto';
import {setTimeout} from 'node:timers/promises';
import {ConnectorError, type Context, type JobJournal} from '@cohort-salesforce/spec';
import type {ApiSettings} from './api-settings.js';
import type {Answered, CohortCaller} from './cohort-caller.js';
import type {UserJob, UserResult} from './generated/types.js';
import {validateUserJob} from './generated/validators.js';
import {isUnknown} from './look-up-users.js';
import type {UserText} from './user-text.js';
import {inOrder, type WrittenUsers} from './write-users.js';

export interface JobApi {
  caller: CohortCaller;
  /** Where jobs are started; a job is at its id below. */
  path: string;
  settings: Pick<ApiSettings, 'job_poll_seconds' | 'job_timeout_seconds'>;
  /** Remembers the jobs under way. */
  journal: JobJournal | undefined;
}

const FIRST_PAUSE_MS = 100;

/** Starts a job that writes the users, waits until it has ended, and gives its result for each user. */
export async function writeUsersByJob(
  api: JobApi,
  mode: 'upsert' | 'update',
  users: readonly UserText[],
): Promise<WrittenUsers> {
  const requestId = randomUUID();
  // Before the start: if this process is killed, the job may write after what the next run has written.
  await api.journal?.record({id: requestId, object: 'users'});
  const {started, ended} = await runJob(api, {requestId, mode, users});
  return {
    results: inOrder(resultsOf(ended.answer), users.length),
    repeated: started.attempts > 1,
    times: {began: started.times.began, answered: ended.times.answered},
  };
}

/** Waits for the jobs that an earlier run has not seen end. */
export async function finishEarlierJobs(api: JobApi, context: Pick<Context, 'log'>): Promise<void> {
  for (const {id: requestId} of (await api.journal?.load()) ?? []) {
    context.log(
      'INFO',
      `Waiting for a job of an earlier run, which writes users (request ${requestId}).`,
    );
    // Its id may never have arrived. The same request is the same job; if that never started, this one has nothing to do.
    const {ended} = await runJob(api, {requestId, mode: 'update', users: []});
    context.log('INFO', `The job ${ended.answer.id} of an earlier run: ${ended.answer.status}.`);
  }
}

interface Start {
  requestId: string;
  mode: 'upsert' | 'update';
  users: readonly UserText[];
}

async function runJob(api: JobApi, {requestId, mode, users}: Start) {
  const {caller, path, journal} = api;
  try {
    const started = await caller.call({
      method: 'POST',
      path,
      // A start whose reply was lost is sent again: with the same id, it is the same job, which cannot write old values later.
      body: `{"requestId":"${requestId}","mode":"${mode}","users":[${users.join(',')}]}`,
      isRepeatable: true,
      validate: validateUserJob,
    });
    const ended = await waitFor(started, api);
    await journal?.forget(requestId);
    return {started, ended};
  } catch (error) {
    if (!mayBeUnderWay(error)) await journal?.forget(requestId);
    throw error;
  }
}

function mayBeUnderWay(error: unknown): boolean {
  return !(error instanceof ConnectorError) || error.failure === 'transient_error';
}

async function waitFor(
  started: Answered<UserJob>,
  {caller, path, settings}: JobApi,
): Promise<Pick<Answered<UserJob>, 'answer' | 'times'>> {
  const {id} = started.answer;
  const deadline = performance.now() + settings.job_timeout_seconds * 1000;
  let found: Pick<Answered<UserJob>, 'answer' | 'times'> = started;
  let pause = Math.min(FIRST_PAUSE_MS, settings.job_poll_seconds * 1000);
  while (found.answer.status === 'queued' || found.answer.status === 'processing') {
    const left = deadline - performance.now();
    if (left <= 0) throw notFinished(id, settings.job_timeout_seconds);
    await setTimeout(Math.min(pause, left));
    pause = Math.min(pause * 2, settings.job_poll_seconds * 1000);
    found = await ask(id, {caller, path});
  }
  return found;
}

async function ask(id: string, {caller, path}: Pick<JobApi, 'caller' | 'path'>) {
  try {
    return await caller.call({
      method: 'GET',
      path: `${path}/${encodeURIComponent(id)}`,
      validate: validateUserJob,
    });
  } catch (error) {
    if (!isUnknown(error)) throw error;
    throw new ConnectorError({
      failure: 'transient_error',
      message: `Cohort no longer knows the job ${id}, which was to write users. Run again: what it has written is compared and not written twice.`,
      cause: error,
    });
  }
}

function resultsOf({id, status, results, error}: UserJob): UserResult[] {
  if (status === 'complete' && results) return results;
  if (status === 'failed' && error) {
    throw new ConnectorError({
      failure: 'system_error',
      message: `Cohort refuses the request: the job ${id} failed: ${error.code}: ${error.message}.`,
      // As a refusal of the whole call, so that the users are sent in parts.
      facts: {status: 417, isExplained: true, code: error.code, said: error.message},
    });
  }
  throw new ConnectorError({
    failure: 'system_error',
    message: `Cohort's job ${id} has the status ${status}: expected results when it is complete, or an error when it has failed.`,
  });
}

function notFinished(id: string, seconds: number): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Cohort has not finished the job ${id}, which writes users, within ${seconds} seconds. Run again later, or raise api.job_timeout_seconds.`,
  });
}
