import {type Context, PagingGuard} from '@cohort-salesforce/spec';
import {readCsv} from '../csv/read-csv.js';
import type {Salesforce} from '../salesforce.js';
import {brokenAnswer, isBrokenAnswer, MAX_READS} from './invalid-response.js';
import {createQueryJob, waitForQueryJob} from './query-job.js';
import {openResultPage} from './result-page.js';

// Each page begins with one.
const HEADER_ROWS = 1;

/** All rows of a query, in the order of its fields, by Bulk API 2.0: few calls however many rows. */
export async function* queryInBulk(
  {salesforce, context}: {salesforce: Salesforce; context: Context},
  soql: string,
): AsyncIterable<readonly string[][]> {
  const {id} = await createQueryJob(salesforce, soql);
  const {numberRecordsProcessed: total} = await waitForQueryJob(salesforce, id, {
    context,
  });
  const guard = new PagingGuard('the results of a bulk query', {total});
  const base = `/jobs/query/${id}/results`;
  let path = base;
  for (;;) {
    guard.page(path);
    const {count, next} = yield* readPage(salesforce, path);
    guard.count(count);
    // An incomplete result would make us insert duplicates.
    if (next === undefined) return guard.end();
    path = `${base}?locator=${encodeURIComponent(next)}`;
  }
}

interface PageEnd {
  count: number;
  next: string | undefined;
}

/** A page's rows; when it breaks off, it is asked for again and what was read of it is left out. */
async function* readPage(
  salesforce: Salesforce,
  path: string,
): AsyncGenerator<readonly string[][], PageEnd> {
  let read = HEADER_ROWS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const {count, next, body} = await openResultPage(salesforce, path);
      let passed = 0;
      for await (const rows of readCsv(body)) {
        const fresh = rows.slice(Math.max(0, read - passed));
        passed += rows.length;
        read = Math.max(read, passed);
        if (passed > HEADER_ROWS + count) break;
        if (fresh.length > 0) yield fresh;
      }
      if (passed !== HEADER_ROWS + count) throw new Error(`${passed} of ${count} rows came`);
      return {count, next};
    } catch (error) {
      if (!isBrokenAnswer(error) || attempt === MAX_READS) throw brokenAnswer(path, error);
    }
  }
}
