import {ConnectorError} from '@cohort-salesforce/spec';
import {isObject} from '../parse-answer.js';
import type {QueryOptions, Salesforce} from '../salesforce.js';
import {type Polling, pollJob} from './poll-job.js';

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_create_job.htm */
export interface QueryJob {
  id: string;
  state: 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed';
  createdDate: string;
  /** How many records there are, once the job is complete. */
  numberRecordsProcessed?: number;
  errorMessage?: string;
}

/** Begins a query whose results will come as CSV: with commas, line feeds and every value in quotes. */
export function createQueryJob(
  salesforce: Salesforce,
  soql: string,
  {includeDeleted = false}: QueryOptions = {},
): Promise<QueryJob> {
  return salesforce.request<QueryJob>({
    method: 'POST',
    path: '/jobs/query',
    body: {
      operation: includeDeleted ? 'queryAll' : 'query',
      query: soql,
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    },
    // Safe to retry: a duplicate query job is ignored.
    isRepeatable: true,
    isAnswer: isJob,
  });
}

/** Resolves with the job when it is complete; throws a QueryJobFailed when it never will be, or an error when it takes too long. */
export async function waitForQueryJob(
  salesforce: Salesforce,
  id: string,
  options: Pick<Polling<QueryJob>, 'context' | 'ageMs' | 'limitMs' | 'pause'>,
): Promise<QueryJob> {
  const job = await pollJob({
    what: `the bulk query ${id}`,
    read: () => readQueryJob(salesforce, id),
    isOver: isQueryOver,
    pauseFirst: true,
    ...options,
  });
  if (job.state !== 'JobComplete') throw new QueryJobFailed(job);
  return job;
}

/** Ends a query that nobody waits for any more; whether it could be ended does not matter. */
export async function abortQueryJob(salesforce: Salesforce, id: string): Promise<void> {
  const path = `/jobs/query/${id}`;
  const body = {state: 'Aborted'};
  await salesforce.request({method: 'PATCH', path, body, isRepeatable: true}).catch(() => {});
}

export function isQueryOver({state}: QueryJob): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted';
}

/** How far a job has come. */
export function readQueryJob(salesforce: Salesforce, id: string): Promise<QueryJob> {
  return salesforce.request({method: 'GET', path: `/jobs/query/${id}`, isAnswer: isJob});
}

// A complete job that does not say how many records it has would look like one without any.
function isJob(answer: unknown): boolean {
  if (!isObject(answer)) return false;
  const {id, state, createdDate, numberRecordsProcessed} = answer;
  return (
    typeof id === 'string' &&
    /^\w+$/.test(id) &&
    typeof state === 'string' &&
    !Number.isNaN(Date.parse(String(createdDate))) &&
    (state !== 'JobComplete' || Number.isInteger(numberRecordsProcessed))
  );
}

/** The query could not be run by the Bulk API. */
export class QueryJobFailed extends ConnectorError {
  constructor({id, state, errorMessage = 'no reason was given'}: QueryJob) {
    super({
      failure: 'transient_error',
      message: `Salesforce ended the bulk query ${id} as ${state} (${errorMessage}).`,
      facts: {
        errorCode: /time(d)? ?out|ran too long/i.test(errorMessage) ? 'QUERY_TIMEOUT' : state,
        job: id,
      },
    });
  }
}
