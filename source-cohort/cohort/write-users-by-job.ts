import {randomUUID} from 'node:crypto';
import {setTimeout} from 'node:timers/promises';
import {ConnectorError} from '@cohort-salesforce/spec';
import type {ApiSettings} from './api-settings.js';
import type {Answered, CohortCaller} from './cohort-caller.js';
import type {UserJob, UserVerdict} from './generated/types.js';
import {validateUserJob} from './generated/validators.js';
import {isUnknown} from './look-up-users.js';
import type {UserText} from './user-text.js';
import {inOrder, type WrittenUsers} from './write-users.js';

interface JobApi {
  caller: CohortCaller;
  /** Where jobs are started; a job is at its id below. */
  path: string;
  settings: Pick<ApiSettings, 'job_poll_seconds' | 'job_timeout_seconds'>;
}

const FIRST_PAUSE_MS = 100;

/** Starts a job that writes the users, waits until it has ended, and gives its result for each user. */
export async function writeUsersByJob(
  {caller, path, settings}: JobApi,
  mode: 'upsert' | 'update',
  users: readonly UserText[],
): Promise<WrittenUsers> {
  const started = await caller.call({
    method: 'POST',
    path,
    // A start whose reply was lost is sent again: with the same id, it is the same job, which cannot write old values later.
    body: `{"requestId":"${randomUUID()}","mode":"${mode}","users":[${users.join(',')}]}`,
    isRepeatable: true,
    validate: validateUserJob,
  });
  const {answer: job, times} = await waitFor(started, {caller, path, settings});
  return {
    results: inOrder(resultsOf(job), users.length),
    repeated: started.attempts > 1,
    times: {began: started.times.began, answered: times.answered},
  };
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

function resultsOf({id, status, results, error}: UserJob): UserVerdict[] {
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
    message: `Cohort's job ${id} has the status ${status}: wanted results when it is complete, or an error when it has failed.`,
  });
}

function notFinished(id: string, seconds: number): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Cohort has not finished the job ${id}, which writes users, within ${seconds} seconds. Run again later, or raise api.job_timeout_seconds.`,
  });
}
