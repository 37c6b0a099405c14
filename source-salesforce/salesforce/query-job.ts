import {setTimeout as wait} from 'node:timers/promises';
import {ConnectorError} from '../../spec/index.js';
import {isObject} from './parse-answer.js';
import type {QueryOptions, Salesforce} from './salesforce.js';

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_create_job.htm */
export interface QueryJob {
  id: string;
  state: 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Aborted' | 'Failed';
  createdDate: string;
  /** How many records there are, once the job is complete. */
  numberRecordsProcessed?: number;
  errorMessage?: string;
}

// A short query is ready soon; a long one must not be asked for so often that it eats up the org's calls.
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

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
    // Of two jobs that read the same, one is only not looked at.
    isRepeatable: true,
    isAnswer: isJob,
  });
}

/** Resolves with the job when it is complete; throws a QueryJobFailed when it never will be. */
export async function waitForQueryJob(salesforce: Salesforce, id: string): Promise<QueryJob> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    await wait(pause);
    const job = await readQueryJob(salesforce, id);
    if (job.state === 'JobComplete') return job;
    if (job.state === 'Failed' || job.state === 'Aborted') throw new QueryJobFailed(job);
  }
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
