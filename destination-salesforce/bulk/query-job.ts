import {setTimeout as wait} from 'node:timers/promises';
import type {Salesforce} from '../../source-salesforce/salesforce/index.js';
import {ConnectorError} from '../../spec/index.js';
import {readCsv} from './read-csv.js';

interface QueryJob {
  id: string;
  state: string;
  errorMessage?: string;
}

const JOBS = '/jobs/query';
const FIRST_POLL_MS = 500;
const LONGEST_POLL_MS = 60_000;

/** All rows of a query, in the order of its fields, by Bulk API 2.0: few calls however many rows. */
export async function* queryInBulk(
  salesforce: Salesforce,
  soql: string,
): AsyncIterable<readonly string[][]> {
  const body = {operation: 'query', query: soql};
  const job = await salesforce.request<QueryJob>({
    method: 'POST',
    path: JOBS,
    body,
    // A second job only reads the same once more.
    isRepeatable: true,
  });
  await awaitQueryJob(salesforce, job.id);
  let locator: string | undefined;
  do {
    const query = locator ? `?locator=${encodeURIComponent(locator)}` : '';
    const path = `${JOBS}/${job.id}/results${query}`;
    const page = await salesforce.stream({method: 'GET', path});
    yield* withoutHeader(readCsv(page.body));
    locator = page.headers['sforce-locator'];
    // Salesforce writes the word for the last page.
  } while (locator && locator !== 'null');
}

async function awaitQueryJob(salesforce: Salesforce, id: string): Promise<void> {
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 2, LONGEST_POLL_MS)) {
    const job = await salesforce.request<QueryJob>({method: 'GET', path: `${JOBS}/${id}`});
    if (job.state === 'JobComplete') return;
    if (job.state === 'Failed' || job.state === 'Aborted') throw failedQuery(job);
    await wait(pause);
  }
}

function failedQuery({id, state, errorMessage}: QueryJob): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Looking users up by the bulk query ${id}: it ended as ${state}: ${errorMessage ?? 'no reason given'}. Run again later, or set write_api to rest.`,
    facts: {job: id},
  });
}

async function* withoutHeader(
  pages: AsyncIterable<readonly string[][]>,
): AsyncIterable<readonly string[][]> {
  let isFirst = true;
  for await (const rows of pages) {
    yield isFirst ? rows.slice(1) : rows;
    isFirst = false;
  }
}
