import type {GetBatch} from './composite-batch.js';
import {brokenAnswer, isObject, isObjects} from './parse-answer.js';
import type {QueryOptions, QueryPage, Salesforce, SObjectRecord} from './salesforce.js';

// Salesforce takes 16,384 bytes of URL and headers together; an access token can take some 2,000 of them.
const LONGEST_PATH = 12_000;

interface QueryAnswer {
  totalSize: number;
  records: SObjectRecord[];
  done: boolean;
  nextRecordsUrl?: string | null;
}

/** REST queries, page by page. */
export function createQueries(
  request: Salesforce['request'],
  getBatch: GetBatch,
): Pick<Salesforce, 'query' | 'queryMore' | 'queryPages'> {
  async function query(soql: string, {includeDeleted = false}: QueryOptions = {}) {
    const path = `/${includeDeleted ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`;
    const method = 'GET';
    if (path.length <= LONGEST_PATH)
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

  async function* queryPages(soql: string, options?: QueryOptions) {
    let page = await query(soql, options);
    yield page.records;
    while (page.next) {
      page = await queryMore(page.next);
      yield page.records;
    }
  }

  return {query, queryMore, queryPages};
}

function toPage({totalSize, records, nextRecordsUrl}: QueryAnswer): QueryPage {
  return {totalSize, records, next: nextRecordsUrl ?? undefined};
}

// Records that are missing must not look like records that do not exist.
function isFirstPage(answer: unknown): answer is QueryAnswer {
  if (!isPage(answer)) return false;
  const {done, records, totalSize} = answer;
  return done ? records.length === totalSize : records.length > 0;
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
