import {setTimeout as wait} from 'node:timers/promises';
import type {Salesforce} from '../../source-salesforce/salesforce/index.js';
import {ConnectorError} from '../../spec/index.js';
import {brokenAnswer, isBrokenAnswer, MOST_READS} from './broken-answer.js';
import {readCsv} from './read-csv.js';

interface QueryJob {
  id: string;
  state: string;
  errorMessage?: string;
}

const JOBS = '/jobs/query';
const FIRST_POLL_MS = 500;
const LONGEST_POLL_MS = 60_000;
// Each page begins with one.
const HEADER_ROWS = 1;

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
  const reading: PageReading = {salesforce, path: `${JOBS}/${job.id}/results`, next: undefined};
  do yield* readPage(reading);
  while (reading.next !== undefined);
}

interface PageReading {
  salesforce: Salesforce;
  path: string;
  /** Where the next page begins, once the one before has been read. */
  next: string | undefined;
}

/** A page's rows; when it breaks off, it is asked for again and what was read of it is left out. */
async function* readPage(reading: PageReading): AsyncIterable<readonly string[][]> {
  const {salesforce, path, next} = reading;
  const query = next === undefined ? '' : `?locator=${encodeURIComponent(next)}`;
  let read = HEADER_ROWS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const page = await salesforce.stream({method: 'GET', path: path + query});
      let passed = 0;
      for await (const rows of readCsv(page.body)) {
        const fresh = rows.slice(Math.max(0, read - passed));
        passed += rows.length;
        read = Math.max(read, passed);
        if (fresh.length > 0) yield fresh;
      }
      const locator = page.headers['sforce-locator'];
      // Salesforce writes the word for the last page.
      reading.next = locator && locator !== 'null' ? locator : undefined;
      return;
    } catch (error) {
      if (!isBrokenAnswer(error) || attempt === MOST_READS) throw brokenAnswer(path, error);
    }
  }
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
