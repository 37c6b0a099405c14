import {
  createQueryJob,
  type Salesforce,
  waitForQueryJob,
} from '../../source-salesforce/salesforce/index.js';
import {brokenAnswer, isBrokenAnswer, MOST_READS} from './broken-answer.js';
import {readCsv} from './read-csv.js';

// Each page begins with one.
const HEADER_ROWS = 1;

/** All rows of a query, in the order of its fields, by Bulk API 2.0: few calls however many rows. */
export async function* queryInBulk(
  salesforce: Salesforce,
  soql: string,
): AsyncIterable<readonly string[][]> {
  const {id} = await createQueryJob(salesforce, soql);
  await waitForQueryJob(salesforce, id);
  const reading: PageReading = {salesforce, path: `/jobs/query/${id}/results`, next: undefined};
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
      const expected = countOf(page);
      let passed = 0;
      for await (const rows of readCsv(page.body)) {
        const fresh = rows.slice(Math.max(0, read - passed));
        passed += rows.length;
        read = Math.max(read, passed);
        if (fresh.length > 0) yield fresh;
      }
      if (passed !== HEADER_ROWS + expected) throw new Error(`${passed} of ${expected} rows came`);
      const locator = page.headers['sforce-locator'];
      // Salesforce writes the word for the last page.
      reading.next = locator && locator !== 'null' ? locator : undefined;
      return;
    } catch (error) {
      if (!isBrokenAnswer(error) || attempt === MOST_READS) throw brokenAnswer(path, error);
    }
  }
}

// Whoever is not found would be made a second time: what may be another's answer is not read at all.
function countOf({headers, body}: Awaited<ReturnType<Salesforce['stream']>>): number {
  const count = headers['sforce-numberofrecords'];
  if (count !== undefined && /^\d+$/.test(count)) return Number(count);
  body.once('error', () => {}).destroy();
  throw new Error('it does not say how many records it has');
}
