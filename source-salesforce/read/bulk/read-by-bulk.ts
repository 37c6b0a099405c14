import {createHash} from 'node:crypto';
import {ConnectorError, type ReadEvent} from '../../../spec/index.js';
import {
  createQueryJob,
  errorCodeOf,
  QueryJobFailed,
  readQueryJob,
  waitForQueryJob,
} from '../../salesforce/index.js';
import {composeQuery} from '../compose-query.js';
import {endOfRun} from '../end-of-run.js';
import type {Reading} from '../reading.js';
import type {JobState} from '../stream-state.js';
import {isUnusableResult, readPages} from './read-pages.js';

/** Reads by a bulk query, the one of the state if there is one. Resolves with false when the Bulk API cannot do it. */
export async function* readByBulk(reading: Reading): AsyncGenerator<ReadEvent, boolean> {
  const {session, progress, plan} = reading;
  const soql = composeQuery(plan, progress.span);
  try {
    let started = await resumeJob(reading, soql);
    if (!started) {
      started = await startJob(reading, soql);
      // Whoever is stopped while the query runs need not begin another.
      yield {kind: 'state', state: {...progress.atJob(started)}};
    }
    progress.begin(started.at);
    const job = await waitForQueryJob(session.salesforce, started.id);
    yield {kind: 'estimate', rows: job.numberRecordsProcessed ?? 0};
    yield* readPages(reading, started, job);
    yield* endOfRun(reading, started.at);
    return true;
  } catch (error) {
    if (isUnusableResult(error)) yield* forgetJob(reading);
    if (!isRefusedByBulk(error) || session.config.force_use_bulk_api) throw error;
    const reason = (error as Error).message;
    session.context.log('INFO', `${plan.object} is read by REST instead: ${reason}`);
    progress.atJob(undefined);
    return false;
  }
}

// The next run begins another job: this one's results would be as wrong again.
function* forgetJob({progress}: Reading): Generator<ReadEvent> {
  if (!progress.job) return;
  yield {kind: 'records', records: progress.release()};
  yield {kind: 'state', state: {...progress.atJob(undefined)}};
}

async function startJob({session, plan}: Reading, soql: string): Promise<JobState> {
  const {id, createdDate} = await createQueryJob(session.salesforce, soql, plan);
  const at = Math.min(Date.parse(createdDate), session.salesforce.now());
  return {id, query: fingerprintOf(soql), at: new Date(at).toISOString()};
}

// Results are kept for seven days, for the same query, and may belong to a user or an org that the config named before.
async function resumeJob(
  {session, progress}: Reading,
  soql: string,
): Promise<JobState | undefined> {
  const {job} = progress;
  if (!job || job.query !== fingerprintOf(soql)) return undefined;
  const found = await readQueryJob(session.salesforce, job.id).catch(error => {
    if (error instanceof ConnectorError && error.failure !== 'transient_error') return undefined;
    throw error;
  });
  return found && found.state !== 'Failed' && found.state !== 'Aborted' ? job : undefined;
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

// Tells one query from another, in a state.
function fingerprintOf(soql: string): string {
  return createHash('sha256').update(soql).digest('base64url').slice(0, 22);
}
