import {PagingGuard} from '@cohort-salesforce/spec';
import type {GetBatch} from './composite-batch.js';
import {brokenAnswer, isObject, isObjects} from './parse-answer.js';
import type {QueryOptions, QueryPage, Salesforce, SObjectRecord} from './salesforce.js';

// Salesforce takes 16,384 bytes of URL and headers together; an access token can take some 2,000 of them.
const MAX_PATH_LENGTH = 12_000;

interface QueryAnswer {
  /** -1 when Salesforce does not know, as for big objects. */
  totalSize: number;
  records: SObjectRecord[];
  done: boolean;
  nextRecordsUrl?: string | null;
}

/** REST queries, page by page. */
export function createQueries(
  request: Salesforce['request'],
  getBatch: GetBatch,
): Pick<Salesforce, 'query' | 'queryMore' | 'readQuery' | 'queryPages'> {
  async function query(soql: string, {includeDeleted = false}: QueryOptions = {}) {
    const path = `/${includeDeleted ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`;
    const method = 'GET';
    if (path.length <= MAX_PATH_LENGTH)
      return toPage(await request({method, path, isAnswer: isFirstPage}));
    // https://help.salesforce.com/s/articleView?id=000386264: a longer one goes inside a composite call.
    const [answer] = await getBatch([path]);
    if (answer instanceof Error) throw answer;
    if (!isFirstPage(answer)) throw brokenAnswer({method, path}, 'lacks what it should say');
    return toPage(answer);
  }

  async function queryMore(path: string): Promise<QueryPage> {
    return toPage(await request({method: 'GET', path, isAnswer: isLaterPage}));
  }

  async function* readQuery(soql: string, options?: QueryOptions) {
    let page = await query(soql, options);
    const guard = new PagingGuard(`records of ${objectOf(soql)}`, {total: page.totalSize});
    for (;;) {
      guard.count(page.records.length);
      if (page.next === undefined) guard.end();
      yield page;
      if (page.next === undefined) return;
      guard.page(page.next);
      page = await queryMore(page.next);
    }
  }

  async function* queryPages(soql: string, options?: QueryOptions) {
    for await (const {records} of readQuery(soql, options)) yield records;
  }

  return {query, queryMore, readQuery, queryPages};
}

function objectOf(soql: string): string {
  return /\bFROM (\w+)/.exec(soql)?.[1] ?? 'a query';
}

function toPage({totalSize, records, nextRecordsUrl}: QueryAnswer): QueryPage {
  return {
    totalSize: totalSize < 0 ? undefined : totalSize,
    records,
    next: nextRecordsUrl ?? undefined,
  };
}

// Records that are missing must not look like records that do not exist.
function isFirstPage(answer: unknown): answer is QueryAnswer {
  if (!isPage(answer)) return false;
  const {done, records, totalSize} = answer;
  if (!done) return records.length > 0;
  return totalSize < 0 || records.length === totalSize;
}

function isLaterPage(answer: unknown): answer is QueryAnswer {
  return isPage(answer) && answer.records.length > 0;
}

function isPage(answer: unknown): answer is QueryAnswer {
  if (!isObject(answer)) return false;
  const {totalSize, done, records, nextRecordsUrl} = answer;
  const isNextRight = done === true ? !nextRecordsUrl : typeof nextRecordsUrl === 'string';
  return (
    Number.isInteger(totalSize) && typeof done === 'boolean' && isNextRight && isObjects(records)
  );
}
