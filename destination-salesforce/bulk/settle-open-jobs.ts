import type {ExportSession} from '../session.js';
import {
  abortIngestJob,
  awaitIngestJob,
  type IngestJob,
  isOver,
  listIngestJobs,
  readIngestJob,
} from './ingest-job.js';

/**
 * Waits for jobs that a run before this one left under way: what they still create must be seen
 * when users are looked up, or it would be created twice. A job that has not begun is taken back.
 */
export async function settleOpenJobs(session: ExportSession, object: string): Promise<void> {
  const {salesforce, context, journal} = session;
  const jobs = journal ? await readOwnJobs(session) : await findRunningJobs(session, object);
  for (const job of jobs) {
    if (job.state === 'Open') await abortIngestJob(salesforce, job.id);
    else if (!isOver(job)) context.log('INFO', `Waiting for the job ${job.id} of an earlier run.`);
    const {state, numberRecordsProcessed, numberRecordsFailed} = isOver(job)
      ? job
      : await awaitIngestJob(salesforce, job.id);
    if (journal) {
      context.log(
        'INFO',
        `The job ${job.id} of an earlier run: ${state}, ${numberRecordsProcessed ?? 0} rows processed, ${numberRecordsFailed ?? 0} of them refused.`,
      );
    }
    await journal?.forget(job.id);
  }
}

async function readOwnJobs({salesforce, journal}: ExportSession): Promise<IngestJob[]> {
  const jobs: IngestJob[] = [];
  for (const {id, object} of (await journal?.load()) ?? []) {
    const job = await readIngestJob(salesforce, id).catch(error => {
      // Salesforce forgets jobs after a week.
      if (error?.facts?.status === 404) return undefined;
      throw error;
    });
    jobs.push(job ?? {id, object, operation: '', state: 'Aborted'});
  }
  return jobs;
}

// Whose they are cannot be told; those that have not begun may be about to be filled by someone else.
async function findRunningJobs({salesforce}: ExportSession, object: string): Promise<IngestJob[]> {
  const jobs = await listIngestJobs(salesforce);
  return jobs.filter(job => job.object === object && !isOver(job) && job.state !== 'Open');
}
