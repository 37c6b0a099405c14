import type {ReadEvent} from '@cohort-salesforce/spec';
import {buildSelect, errorCodeOf, isObject, isObjects, quoteSoql} from '../salesforce/index.js';
import type {ReadContext} from './read-context.js';

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm */
interface Deleted {
  deletedRecords: {id: string; deletedDate: string}[];
}

const MINUTE = 60_000;
// Salesforce lists deletions for fifteen days.
const MEMORY = 15 * 24 * 60 * MINUTE - 5 * MINUTE;
const IDS_IN_A_QUERY = 500;

/**
 * Records that were deleted for good since the last run: nothing of them is left for a query, but Salesforce tells
 * their Ids. Those that are still in the recycle bin are not among them: a query has them with all their fields.
 */
export async function* readHardDeletes(
  {session, plan, progress}: ReadContext,
  at: string,
): AsyncGenerator<ReadEvent> {
  const from = progress.deletedFrom;
  if (!plan.tellsHardDeletes || !plan.cursor || !from) return;
  const end = Date.parse(at);
  const start = Math.max(Math.min(Date.parse(from), end - 2 * MINUTE), end - MEMORY);
  const span = `start=${encodeURIComponent(toTime(start))}&end=${encodeURIComponent(toTime(end))}`;
  const path = `/sobjects/${plan.object}/deleted/?${span}`;
  const deleted = await session.salesforce
    .request<Deleted>({method: 'GET', path, isAnswer: isDeleted})
    .catch(error => explain(error, plan.object, session));
  const gone = await withoutRecycled(deleted?.deletedRecords ?? [], {session, plan, progress});
  const records = gone.map(({id, deletedDate}) =>
    JSON.stringify({
      Id: id,
      [plan.cursor ?? '']: new Date(toMoment(deletedDate)).toISOString(),
      IsDeleted: true,
    }),
  );
  yield {kind: 'records', records: progress.pass(records)};
}

async function withoutRecycled(
  deleted: Deleted['deletedRecords'],
  {session, plan}: ReadContext,
): Promise<Deleted['deletedRecords']> {
  const recycled = new Set<unknown>();
  for (let start = 0; start < deleted.length; start += IDS_IN_A_QUERY) {
    const ids = deleted.slice(start, start + IDS_IN_A_QUERY).map(({id}) => quoteSoql(id));
    const where = [`Id IN (${ids.join(',')})`];
    const soql = buildSelect({fields: ['Id'], from: plan.object, where});
    for await (const page of session.salesforce.queryPages(soql, {includeDeleted: true})) {
      for (const {Id} of page) recycled.add(Id);
    }
  }
  return deleted.filter(({id}) => !recycled.has(id));
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, '+00:00');
}

// What was read by the query stands, whatever becomes of this.
function explain(error: unknown, object: string, {context}: ReadContext['session']): undefined {
  const code = errorCodeOf(error) ?? '';
  if (
    !/^(INVALID_REPLICATION_DATE|EXCEEDED_ID_LIMIT|INVALID_TYPE|NOT_FOUND|METHOD_NOT_ALLOWED|INSUFFICIENT_ACCESS.*)$/.test(
      code,
    )
  )
    throw error;
  context.log(
    'WARN',
    `${object}: Salesforce does not tell which records were deleted for good (${code}).`,
  );
  return undefined;
}

function isDeleted(answer: unknown): boolean {
  if (!isObject(answer) || !isObjects(answer.deletedRecords)) return false;
  return answer.deletedRecords.every(
    ({id, deletedDate}) => typeof id === 'string' && !Number.isNaN(toMoment(String(deletedDate))),
  );
}

function toMoment(deletedDate: string): number {
  return Date.parse(deletedDate.replace('+0000', 'Z'));
}
