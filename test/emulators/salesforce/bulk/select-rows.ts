import {ApiError} from '../answers/index.js';
import type {Snapshot, Table} from '../org/index.js';
import type {Session} from '../session/index.js';
import {
  type Binding,
  parseQuery,
  type QueryResult,
  resolveOperand,
  runQuery,
  timeoutMessage,
} from '../soql/index.js';

/** The records that a bulk query found, as they were at that moment. */
export interface SelectedRows {
  binding: Binding;
  positions: Int32Array;
  snapshot: Snapshot;
  /** Why the query has to fail after all. */
  failure?: string;
}

/** Runs the query of a bulk job; throws API_ERROR for what bulk queries may not have. */
export function selectRows(session: Session, query: string, withDeleted: boolean): SelectedRows {
  checkConstructs(query);
  let isTooLong = false;
  const onTimeout = () => {
    isTooLong = true;
  };
  const asked = {...session, onTimeout, sourceOf: (table: Table) => table};
  const result = runQuery(asked, query, withDeleted);
  const {binding, positions} = rowsOf(result);
  checkTypes(result);
  const {table, type} = binding;
  if (type.describe.retrieveable === false)
    throw new ApiError(
      400,
      'INVALIDENTITY',
      `Entity '${type.name}' is not supported by the Bulk API.`,
    );
  const snapshot = table.snapshot();
  const sourceOf = (other: Table) => (other === table ? snapshot : other);
  return {
    binding: {...binding, scope: {...session, sourceOf}},
    positions: Int32Array.from(positions),
    snapshot,
    ...(isTooLong ? {failure: `QUERY_TIMEOUT : ${timeoutMessage}`} : {}),
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
  const {binding} = result;
  for (const item of binding.query.select) {
    if (item.kind !== 'operand' || item.operand.kind !== 'path') continue;
    const {type} = resolveOperand(binding, item.operand).field;
    if (type === 'address' || type === 'location')
      throw refused('Selecting compound data not supported in Bulk Query');
    if (type === 'base64') throw refused('Binary fields not supported in Bulk Query');
  }
}

function refused(message: string): ApiError {
  return new ApiError(400, 'API_ERROR', message);
}
