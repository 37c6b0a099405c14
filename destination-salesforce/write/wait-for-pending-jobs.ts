import {
  abortIngestJob,
  awaitIngestJob,
  type IngestJob,
  isOver,
  listIngestJobs,
  readIngestJob,
} from '@cohort-salesforce/source-salesforce/salesforce';
import type {ExportSession} from '../session.js';

/**
 * Waits for jobs that a run before this one left under way: what they still create must be seen
 * when users are looked up, or it would be created twice. A job that has not begun is taken back.
 * Done once in a run: later, the jobs of its other streams would be taken for such.
 */
export function waitForPendingJobs(session: ExportSession, object: string): Promise<void> {
  const {earlierJobs, journal} = session;
  const scope = journal ? 'journal' : object;
  const finished = earlierJobs.get(scope) ?? finishAll(session, object);
  earlierJobs.set(scope, finished);
  return finished;
}

async function finishAll(session: ExportSession, object: string): Promise<void> {
  const {context, journal, config} = session;
  // Who writes by REST alone, and keeps no journal, starts no jobs.
  if (config.write_api === 'rest' && !journal) return;
  const jobs = journal ? await readOwnJobs(session) : await findRunningJobs(session, object);
  for (const job of jobs) {
    // A dry run changes nothing: neither the job nor the journal.
    if (config.dry_run && job.state === 'Open') continue;
    const {id, state, numberRecordsProcessed, numberRecordsFailed} = await onResult(session, job);
    if (!journal) continue;
    context.log(
      'INFO',
      `The job ${id} of an earlier run: ${state}, ${numberRecordsProcessed ?? 0} rows processed, ${numberRecordsFailed ?? 0} of them refused.`,
    );
    if (!config.dry_run) await journal.forget(id);
  }
}

async function onResult({salesforce, context}: ExportSession, job: IngestJob): Promise<IngestJob> {
  if (job.state === 'Open') await abortIngestJob(salesforce, job.id);
  const present = job.state === 'Open' ? await readIngestJob(salesforce, job.id) : job;
  // What is still open cannot begin any more: nobody is left to tell it to.
  if (isOver(present) || present.state === 'Open') return present;
  context.log('INFO', `Waiting for the job ${job.id} of an earlier run.`);
  return awaitIngestJob({salesforce, context}, job.id);
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

// Who made them is not known; those that have not begun may be about to be filled by someone else.
async function findRunningJobs({salesforce}: ExportSession, object: string): Promise<IngestJob[]> {
  const jobs = await listIngestJobs(salesforce);
  return jobs.filter(job => job.object === object && !isOver(job) && job.state !== 'Open');
}
