import type {ReadEvent} from '@cohort-salesforce/spec';
import {errorCodeOf, type QueryPage} from '../../salesforce/index.js';
import {composeQuery} from '../compose-query.js';
import {endOfRun} from '../end-of-run.js';
import type {ReadContext} from '../read-context.js';
import {toRecordText} from './to-record-text.js';

// A bulk query takes some six calls at least: to begin it, to ask whether it is ready, to fetch the results.
const MAX_CALLS = 6;
const PAGE = 2000;

/** Reads all by REST if that takes few calls; otherwise resolves with false, and all is left to read. */
export async function* readFew(readContext: ReadContext): AsyncGenerator<ReadEvent, boolean> {
  const {session, plan, progress} = readContext;
  const {salesforce} = session;
  const at = new Date(salesforce.now()).toISOString();
  const soql = composeQuery(plan, progress.span, {limit: MAX_CALLS * PAGE + 1});
  const {includeDeleted} = plan;
  const pages = salesforce.readQuery(soql, {includeDeleted});
  const refused = unless(/^(QUERY_TIMEOUT|QUERY_TOO_COMPLICATED|EXCEEDED_ID_LIMIT)$/);
  let page = await nextOf(pages).catch(refused);
  // Wide records come in smaller pages.
  if (!page || !areFew(page)) return false;
  yield {kind: 'estimate', rows: page.totalSize ?? page.records.length};
  progress.begin(at);
  for (;;) {
    const records = page.records.map(record => toRecordText(record, plan.fields, plan));
    yield {kind: 'records', records: progress.pass(records)};
    if (!page.next) break;
    // Of a user's queries Salesforce keeps ten: one more ends the oldest. What was sent of it is sent again.
    page = await nextOf(pages).catch(unless(/^INVALID_QUERY_LOCATOR$/));
    if (!page) return false;
  }
  yield* endOfRun(readContext, at);
  return true;
}

async function nextOf(pages: AsyncIterator<QueryPage>): Promise<QueryPage | undefined> {
  const {done, value} = await pages.next();
  return done ? undefined : value;
}

// Where the total is unknown, the limit in the query must not be taken for the end.
function areFew({totalSize, records, next}: QueryPage): boolean {
  if (totalSize === undefined) return next === undefined;
  return totalSize <= MAX_CALLS * Math.max(records.length, 1);
}

function unless(codes: RegExp): (error: unknown) => undefined {
  return error => {
    if (!codes.test(errorCodeOf(error) ?? '')) throw error;
  };
}
