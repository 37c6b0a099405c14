import type {Value} from '../org/index.js';
import {aggregateRecords, isAggregate} from './aggregate.js';
import {checkRestrictions} from './check-restrictions.js';
import {type ConditionContext, fieldContext} from './compile-condition.js';
import {findPositions, recordTest} from './find-positions.js';
import {parseQuery} from './parse-query.js';
import {type Projector, type RecordJson, recordProjector} from './project-record.js';
import {type Binding, type Resolved, resolveOperand} from './resolve-operand.js';
import type {Scope} from './scope.js';
import {selectedOperands} from './selected-operands.js';
import {soqlError} from './soql-error.js';
import {type SortKey, sortPositions} from './sort-positions.js';
import {subqueryProjectors} from './subqueries.js';
import type {Condition, Query} from './syntax.js';

/** What a query found. Rows are written only when they are asked for. */
export type QueryResult =
  | {kind: 'count'; total: number; query: Query}
  | {kind: 'aggregates'; records: RecordJson[]; query: Query}
  | {kind: 'rows'; positions: number[]; project: Projector; binding: Binding; query: Query};

const mostOffset = 2000;

/** Parses and runs a query; `includeDeleted` is what queryAll and ALL ROWS ask for. */
export function runQuery(scope: Scope, text: string, includeDeleted: boolean): QueryResult {
  const query = parseQuery(text);
  const binding = bindQuery(scope, query);
  checkRestrictions(binding);
  const context = fieldContext(binding, condition => semiJoin(scope, condition, includeDeleted));
  const withDeleted = includeDeleted || query.allRows;
  if ((query.offset ?? 0) > mostOffset)
    throw soqlError(
      'NUMBER_OUTSIDE_VALID_RANGE',
      text,
      text.length,
      'Maximum SOQL offset allowed is 2000',
    );
  if (isCountOnly(query)) {
    const total = findPositions(context, withDeleted).length;
    return {kind: 'count', total: Math.min(total, query.limit ?? total), query};
  }
  if (isAggregate(query))
    return {
      kind: 'aggregates',
      records: aggregateRecords(context, findPositions(context, withDeleted)),
      query,
    };
  const project = selectProjector(binding, withDeleted);
  return {kind: 'rows', positions: orderedPositions(context, withDeleted), project, binding, query};
}

/** Binds a query to its object; throws INVALID_TYPE when the user sees none of this name. */
export function bindQuery(scope: Scope, query: Query): Binding {
  const {name, at} = query.from;
  const table = scope.org.table(name);
  const type = scope.typeOf(name);
  if (table && type) return {scope, query, table, type};
  const message = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;
  throw soqlError('INVALID_TYPE', query.text, at, message);
}

function isCountOnly({select, groupBy}: Query): boolean {
  const [item] = select;
  if (select.length > 1 || groupBy.length > 0 || item?.kind !== 'operand') return false;
  return item.operand.kind === 'call' && item.operand.name === 'COUNT' && !item.operand.argument;
}

function selectProjector(binding: Binding, withDeleted: boolean): Projector {
  const project = recordProjector(binding, selectedOperands(binding));
  const children = subqueryProjectors(binding, childQuery =>
    runChild(binding, childQuery, withDeleted),
  );
  if (children.length === 0) return project;
  return position => {
    const record = project(position);
    for (const [key, write] of children) record[key] = write(position);
    return record;
  };
}

// A child subquery is compiled once; for each parent it looks at that parent's children only.
function runChild(binding: Binding, query: Query, withDeleted: boolean) {
  const inner = bindQuery(binding.scope, query);
  const context = fieldContext(inner, condition => semiJoin(binding.scope, condition, withDeleted));
  return {
    table: inner.table,
    project: selectProjector(inner, withDeleted),
    isIn: recordTest(context, withDeleted),
    sort: (positions: number[]) => cut(query, sortBy(inner, positions)),
  };
}

function orderedPositions(context: ConditionContext, withDeleted: boolean): number[] {
  const {binding} = context;
  const {query} = binding;
  const keys = sortKeys(binding);
  const isNatural = keys.length === 0 || isById(keys, false);
  const most =
    isNatural && query.limit !== undefined ? (query.offset ?? 0) + query.limit : undefined;
  const positions = findPositions(context, withDeleted, most);
  return cut(query, isNatural ? positions : sortBy(binding, positions));
}

function sortBy(binding: Binding, positions: number[]): number[] {
  const keys = sortKeys(binding);
  if (isById(keys, true)) return positions.reverse();
  return keys.length === 0 ? positions : sortPositions(positions, keys);
}

function sortKeys(binding: Binding): SortKey[] {
  return binding.query.orderBy.map(({operand, ...rest}) => {
    const resolved = resolveOperand(binding, operand);
    checkSortable(binding, resolved, operand.at);
    return {resolved, ...rest};
  });
}

function isById(keys: SortKey[], descending: boolean): boolean {
  const [key] = keys;
  if (!key || key.descending !== descending) return false;
  return key.resolved.field.type === 'id' && key.resolved.isOwn;
}

function checkSortable({query}: Binding, {field}: Resolved, at: number): void {
  if (field.sortable && !field.encrypted) return;
  const message = `field '${field.name}' can not be sorted in a query call`;
  throw soqlError('MALFORMED_QUERY', query.text, at, message);
}

function cut({offset = 0, limit}: Query, positions: number[]): number[] {
  if (offset === 0 && limit === undefined) return positions;
  return positions.slice(offset, limit === undefined ? undefined : offset + limit);
}

function semiJoin(
  scope: Scope,
  {query, at}: Condition & {kind: 'in-query'},
  withDeleted: boolean,
): Set<Value> {
  const binding = bindQuery(scope, query);
  const context = fieldContext(binding, inner => semiJoin(scope, inner, withDeleted));
  const [operand, ...more] = selectedOperands(binding);
  if (!operand || more.length > 0)
    throw soqlError(
      'MALFORMED_QUERY',
      query.text,
      at,
      'Semi join sub-selects must have exactly one field',
    );
  const {read} = resolveOperand(binding, operand);
  const values = findPositions(context, withDeleted).map(read);
  return new Set(values.filter(value => value !== null));
}
