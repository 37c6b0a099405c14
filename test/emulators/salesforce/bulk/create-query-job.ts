import {ApiError} from '../answers/index.js';
import type {Table} from '../org/index.js';
import type {Session} from '../session/index.js';
import {csvColumns, parseQuery, type QueryResult, runQuery, timeoutMessage} from '../soql/index.js';
import {readFormat} from './job-format.js';
import type {QueryJob} from './query-job.js';

interface Body {
  operation?: unknown;
  query?: unknown;
  columnDelimiter?: unknown;
  lineEnding?: unknown;
  contentType?: unknown;
}

/** Checks and runs the query of a new job. */
export function createQueryJob(
  session: Session,
  body: Body,
  {id, now}: {id: string; now: number},
): QueryJob {
  const {operation, query} = body;
  if (operation !== 'query' && operation !== 'queryAll')
    throw new ApiError(400, 'INVALIDJOB', `Invalid operation: ${String(operation)}`);
  if (typeof query !== 'string') throw new ApiError(400, 'INVALIDJOB', 'No query was specified');
  checkConstructs(query);
  let isTooLong = false;
  const onTimeout = () => {
    isTooLong = true;
  };
  const asked = {...session, onTimeout, sourceOf: (table: Table) => table};
  const result = runQuery(asked, query, operation === 'queryAll');
  const {binding, positions} = rowsOf(result);
  checkTypes(result);
  const snapshot = binding.table.snapshot();
  const scope = {
    ...session,
    sourceOf: (table: Table) => (table === binding.table ? snapshot : table),
  };
  return {
    id,
    operation,
    object: binding.type.name,
    createdById: session.userId,
    version: session.version,
    createdAt: now,
    ...readFormat(body),
    positions: Int32Array.from(positions),
    columns: csvColumns({...binding, scope}),
    snapshot,
    ...(isTooLong ? {failure: {at: now, message: `QUERY_TIMEOUT : ${timeoutMessage}`}} : {}),
  };
}

function rowsOf(result: QueryResult): QueryResult & {kind: 'rows'} {
  if (result.kind === 'rows') return result;
  throw refused('Aggregate Relationships not supported in Bulk Query');
}

// What a bulk query may not have although REST queries may.
function checkConstructs(text: string): void {
  const query = parseQuery(text);
  if (query.groupBy.length > 0) throw refused('Group By not supported in Bulk Query');
  if (query.offset !== undefined) throw refused('Offset not supported in Bulk Query');
  for (const item of query.select) {
    if (item.kind === 'query') throw refused('Nested queries not supported in Bulk Query');
    if (item.kind === 'fields' && item.which !== 'STANDARD')
      throw refused('FIELDS(ALL) and FIELDS(CUSTOM) not supported in Bulk Query');
    if (item.kind === 'operand' && item.operand.kind === 'call' && item.operand.name !== 'TOLABEL')
      throw refused('Functions not supported in Bulk Query');
  }
}

function checkTypes(result: QueryResult): void {
  if (result.kind !== 'rows') return;
  const {query, type} = result.binding;
  for (const item of query.select) {
    const path = item.kind === 'operand' && item.operand.kind === 'path' ? item.operand.names : [];
    const found = path.length === 1 && path[0] ? type.field(path[0]) : undefined;
    if (found?.type === 'address' || found?.type === 'location')
      throw refused('Selecting compound data not supported in Bulk Query');
    if (found?.type === 'base64') throw refused('Binary fields not supported in Bulk Query');
  }
}

function refused(message: string): ApiError {
  return new ApiError(400, 'API_ERROR', message);
}
