import {createHash} from 'node:crypto';
import {ConnectorError, type ReadEvent} from '@cohort-salesforce/spec';
import {
  abortQueryJob,
  createQueryJob,
  errorCodeOf,
  isQueryOver,
  MAX_JOB_MS,
  QueryJobFailed,
  readQueryJob,
  waitForQueryJob,
} from '../../salesforce/index.js';
import {composeQuery} from '../compose-query.js';
import {endOfRun} from '../end-of-run.js';
import type {ReadContext} from '../read-context.js';
import type {JobState} from '../stream-state.js';
import {bulkFields} from './bulk-fields.js';
import {isUnusableResult, readPages} from './read-pages.js';

/** Reads by a bulk query, the one of the state if there is one. Resolves with false when the Bulk API cannot do it. */
export async function* readByBulk(readContext: ReadContext): AsyncGenerator<ReadEvent, boolean> {
  const {session, progress, plan} = readContext;
  const soql = composeQuery({...plan, fields: bulkFields(plan)}, progress.span);
  try {
    const resumed = await resumeJob(readContext, soql);
    const ageMs = resumed?.ageMs ?? 0;
    let started = resumed?.job;
    if (!started) {
      started = await startJob(readContext, soql);
      // A run that is stopped while the query runs can resume it.
      yield {kind: 'state', state: {...progress.atJob(started)}};
    }
    progress.begin(started.at);
    const {salesforce, context} = session;
    const job = await waitForQueryJob(salesforce, started.id, {context, ageMs});
    yield {kind: 'estimate', rows: job.numberRecordsProcessed ?? 0};
    yield* readPages(readContext, started, job);
    yield* endOfRun(readContext, started.at);
    return true;
  } catch (error) {
    if (isUnusableResult(error) || errorCodeOf(error) === 'JOB_TOO_LONG')
      yield* forgetJob(readContext);
    if (!isRefusedByBulk(error) || session.config.force_use_bulk_api) throw error;
    const reason = (error as Error).message;
    session.context.log('INFO', `${plan.object} is read by REST instead: ${reason}`);
    progress.atJob(undefined);
    return false;
  }
}

// The next run begins another job: this one's results would be as wrong again, or as late.
function* forgetJob({progress}: ReadContext): Generator<ReadEvent> {
  if (!progress.job) return;
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.atJob(undefined)}};
}

async function startJob({session, plan}: ReadContext, soql: string): Promise<JobState> {
  const {id, createdDate} = await createQueryJob(session.salesforce, soql, plan);
  const at = Math.min(Date.parse(createdDate), session.salesforce.now());
  return {id, query: fingerprintOf(session, soql), at: new Date(at).toISOString()};
}

// Results are kept for seven days, for the same query, and may belong to a user or an org that the config named before.
async function resumeJob(
  {session, progress}: ReadContext,
  soql: string,
): Promise<{job: JobState; ageMs: number} | undefined> {
  const {job} = progress;
  if (!job || job.query !== fingerprintOf(session, soql)) return undefined;
  const found = await readQueryJob(session.salesforce, job.id).catch(error => {
    if (error instanceof ConnectorError && error.failure !== 'transient_error') return undefined;
    throw error;
  });
  if (!found || found.state === 'Failed' || found.state === 'Aborted') return undefined;
  if (isQueryOver(found)) return {job, ageMs: 0};
  const ageMs = Math.max(0, session.salesforce.now() - Date.parse(found.createdDate));
  const what = `the bulk query ${found.id} that an earlier run began (${found.state} for ${Math.round(ageMs / 60_000)} minutes)`;
  if (ageMs < MAX_JOB_MS) {
    session.context.log('INFO', `Waiting for ${what}.`);
    return {job, ageMs};
  }
  session.context.log('WARN', `Stopped waiting for ${what} and starting another one.`);
  await abortQueryJob(session.salesforce, found.id);
  return undefined;
}

// What Salesforce says of objects and fields that only REST can read.
const REFUSALS =
  /not supported (in|by) (the )?bulk|compound data not supported|does not support query|implementation restriction|binary fields/i;

function isRefusedByBulk(error: unknown): boolean {
  // A query that takes too long for the Bulk API takes too long for REST.
  const code = errorCodeOf(error);
  if (error instanceof QueryJobFailed) return code !== 'QUERY_TIMEOUT';
  if (code === 'QUERY_TOO_COMPLICATED' || code === 'EXCEEDED_ID_LIMIT') return true;
  return (
    error instanceof ConnectorError && error.facts.status === 400 && REFUSALS.test(error.message)
  );
}

// Tells one query from another, in a state. Results are given only in the API version of the job.
function fingerprintOf({salesforce}: ReadContext['session'], soql: string): string {
  return createHash('sha256')
    .update(`${salesforce.apiVersion} ${soql}`)
    .digest('base64url')
    .slice(0, 22);
}
