import {type Context, PagingGuard} from '@cohort-salesforce/spec';
import {isObject, isObjects} from '../parse-answer.js';
import type {Salesforce} from '../salesforce.js';
import type {CsvFile} from './csv-file.js';
import {pollJob} from './poll-job.js';

/** The properties of an ingest job that are used here. */
export interface IngestJob {
  id: string;
  object: string;
  operation: string;
  state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  numberRecordsProcessed?: number;
  numberRecordsFailed?: number;
  errorMessage?: string;
}

export type ResultFile = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

const JOBS = '/jobs/ingest';
/** What an ingest job does to its rows. */
export type IngestOperation = 'create' | 'update' | 'delete';

const OPERATIONS: Record<IngestOperation, string> = {
  create: 'insert',
  update: 'update',
  delete: 'delete',
};
// Salesforce itself gives a job up long before.
const MAX_INGEST_MS = 24 * 60 * 60_000;

/** Creating a job twice leaves an empty one behind, which does nothing. */
export function createIngestJob(
  salesforce: Salesforce,
  {
    object,
    operation,
    headers = {},
  }: {object: string; operation: IngestOperation; headers?: Record<string, string>},
): Promise<IngestJob> {
  const body = {object, operation: OPERATIONS[operation], contentType: 'CSV', lineEnding: 'LF'};
  const method = 'POST';
  return salesforce.request({
    method,
    path: JOBS,
    body,
    headers,
    isRepeatable: true,
    isAnswer: isJob,
  });
}

/** Sends the job's one file. After a failure the job is of no use: nobody knows what arrived. */
export async function uploadIngestFile(
  salesforce: Salesforce,
  {id}: IngestJob,
  file: CsvFile,
): Promise<void> {
  const {body} = await salesforce.stream({
    method: 'PUT',
    path: `${JOBS}/${id}/batches`,
    headers: {'content-type': 'text/csv', 'content-length': String(file.bytes)},
    body: file.read(),
  });
  // The status has said all; an end that is lost must not end the process.
  body.on('error', () => {}).resume();
}

/** Lets Salesforce begin. */
export async function startIngestJob(salesforce: Salesforce, id: string): Promise<void> {
  try {
    await setState(salesforce, id, 'UploadComplete');
  } catch (error) {
    // The reply may have been lost, not the order.
    const {state} = await readIngestJob(salesforce, id);
    if (state === 'Open') throw error;
  }
}

/** Ends a job that has not begun; whether it could be ended does not matter. */
export async function abortIngestJob(salesforce: Salesforce, id: string): Promise<void> {
  await setState(salesforce, id, 'Aborted').catch(() => {});
}

export function readIngestJob(salesforce: Salesforce, id: string): Promise<IngestJob> {
  return salesforce.request({method: 'GET', path: `${JOBS}/${id}`, isAnswer: isJob});
}

/** Resolves with the job when it has ended in whatever way. Throws when that takes too long. */
export function awaitIngestJob(
  {salesforce, context}: {salesforce: Salesforce; context: Context},
  id: string,
): Promise<IngestJob> {
  return pollJob({
    what: `the ingest job ${id}`,
    read: () => readIngestJob(salesforce, id),
    isOver,
    context,
    limitMs: MAX_INGEST_MS,
  });
}

export function isOver({state}: IngestJob): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted';
}

/** The jobs of the last days, of all users of the org, by Bulk API 2.0. */
export async function listIngestJobs(salesforce: Salesforce): Promise<IngestJob[]> {
  const jobs: IngestJob[] = [];
  const guard = new PagingGuard('the list of ingest jobs');
  // Without it those of Bulk API 1 come too, which have other states and may be queries.
  // https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_all_jobs.htm
  let path: string | undefined = `${JOBS}?jobType=V2Ingest`;
  while (path) {
    guard.page(path);
    const page: {records: IngestJob[]; nextRecordsUrl?: string | null; done: boolean} =
      await salesforce.request({method: 'GET', path, isAnswer: isJobList});
    guard.count(page.records.length);
    jobs.push(...page.records);
    path = page.done ? undefined : (page.nextRecordsUrl ?? undefined);
  }
  return jobs;
}

// Given twice, the second order is refused and changes nothing.
async function setState(salesforce: Salesforce, id: string, state: string): Promise<void> {
  const path = `${JOBS}/${id}`;
  await salesforce.request({method: 'PATCH', path, body: {state}, isRepeatable: true});
}

function isJob(answer: unknown): boolean {
  if (!isObject(answer)) return false;
  const {id, state} = answer;
  return typeof id === 'string' && /^\w+$/.test(id) && typeof state === 'string';
}

function isJobList(answer: unknown): boolean {
  if (!isObject(answer) || !isObjects(answer.records) || !answer.records.every(isJob)) return false;
  return answer.done === true || typeof answer.nextRecordsUrl === 'string';
}
