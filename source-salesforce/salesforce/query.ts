import type {GetBatch} from './composite-batch.js';
import type {QueryOptions, QueryPage, Salesforce, SObjectRecord} from './salesforce.js';

// Salesforce takes 16,384 bytes of URL and headers together; an access token can take some 2,000 of them.
const LONGEST_PATH = 12_000;

interface QueryAnswer {
  totalSize: number;
  records: SObjectRecord[];
  nextRecordsUrl?: string;
}

/** REST queries, page by page. */
export function createQueries(
  request: Salesforce['request'],
  getBatch: GetBatch,
): Pick<Salesforce, 'query' | 'queryMore' | 'queryPages'> {
  async function query(soql: string, {includeDeleted = false}: QueryOptions = {}) {
    const path = `/${includeDeleted ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`;
    if (path.length <= LONGEST_PATH) return queryMore(path);
    // https://help.salesforce.com/s/articleView?id=000386264: a longer one goes inside a composite call.
    const [answer] = await getBatch([path]);
    if (answer instanceof Error) throw answer;
    return toPage(answer as QueryAnswer);
  }

  async function queryMore(path: string): Promise<QueryPage> {
    return toPage(await request({method: 'GET', path}));
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
  return {totalSize, records, next: nextRecordsUrl};
}
