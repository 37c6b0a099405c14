import type {FieldDescribe} from '../objects/index.js';
import type {Value} from '../org/index.js';
import {checkAggregate} from './check-encrypted.js';
import {type ConditionContext, compileCondition, keyFunction} from './compile-condition.js';
import {jsonValue} from './json-value.js';
import {type Binding, type Resolved, resolveOperand} from './resolve-operand.js';
import {soqlError} from './soql-error.js';
import {sortPositions} from './sort-positions.js';
import type {Operand, Query, SelectItem} from './syntax.js';

const aggregateNames = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'];
const mostGroups = 2000;

export function isAggregate(query: Query): boolean {
  return query.groupBy.length > 0 || query.select.some(isAggregateItem);
}

function isAggregateItem(item: SelectItem): boolean {
  return item.kind === 'operand' && isAggregateCall(item.operand);
}

/** Whether it computes one value of many records, as `COUNT(Id)` does. */
export function isAggregateCall(operand: Operand): boolean {
  return operand.kind === 'call' && aggregateNames.includes(operand.name);
}

/** The records of a query with GROUP BY or with aggregate functions. */
export function aggregateRecords(
  context: ConditionContext,
  positions: number[],
): Record<string, unknown>[] {
  const {binding} = context;
  const {query} = binding;
  const groups = groupsOf(binding, positions);
  const resolve = (operand: Operand) => resolveInGroups(binding, groups, operand);
  const columns = selectColumns(query, resolve);
  let order = groups.map((_, at) => at);
  if (query.having) {
    const test = compileCondition({...context, resolve}, query.having);
    order = order.filter(test);
  }
  const keys = query.orderBy.map(({operand, ...rest}) => ({resolved: resolve(operand), ...rest}));
  if (keys.length > 0) order = sortPositions(order, keys);
  const offset = query.offset ?? 0;
  const chosen = order.slice(offset, offset + (query.limit ?? mostGroups));
  return chosen.map(at => ({
    attributes: {type: 'AggregateResult'},
    ...Object.fromEntries(columns.map(([key, {field, read}]) => [key, jsonValue(field, read(at))])),
  }));
}

function groupsOf(binding: Binding, positions: number[]): number[][] {
  const keys = binding.query.groupBy.map(operand => groupKey(binding, operand));
  if (keys.length === 0) return [positions];
  const groups = new Map<string, number[]>();
  for (const position of positions) {
    const key = JSON.stringify(keys.map(({field, read}) => keyFunction(field)(read(position))));
    const group = groups.get(key);
    if (group) group.push(position);
    else groups.set(key, [position]);
  }
  return [...groups.values()];
}

function groupKey(binding: Binding, operand: Operand): Resolved {
  const key = resolveOperand(binding, operand);
  if (key.field.groupable || !key.field.encrypted) return key;
  const message = `field '${key.field.name}' can not be grouped in a query call`;
  throw soqlError('MALFORMED_QUERY', binding.query.text, operand.at, message);
}

function selectColumns(
  query: Query,
  resolve: (operand: Operand) => Resolved,
): [key: string, column: Resolved][] {
  let expressions = 0;
  return query.select.map(item => {
    if (item.kind !== 'operand')
      throw soqlError(
        'MALFORMED_QUERY',
        query.text,
        item.at,
        'Only aggregate expressions may be selected',
      );
    const column = resolve(item.operand);
    if (item.operand.kind === 'path') return [item.alias ?? column.names.at(-1) ?? '', column];
    return [item.alias ?? `expr${expressions++}`, column];
  });
}

/** Binds an operand to groups: it reads the group at a position of the list. */
function resolveInGroups(binding: Binding, groups: number[][], operand: Operand): Resolved {
  const alias = operand.kind === 'path' ? aliased(binding.query, operand.names) : undefined;
  if (alias) return resolveInGroups(binding, groups, alias);
  if (operand.kind === 'call' && isAggregateCall(operand)) {
    const argument = operand.argument && resolveOperand(binding, operand.argument);
    if (argument) checkAggregate(binding, argument, operand);
    const values = groups.map(group => aggregate(operand.name, group, argument));
    const field = {...(argument?.field ?? countField(binding)), ...typeOfResult(operand.name)};
    const at = argument ?? resolveOperand(binding, {kind: 'path', names: ['Id'], at: 0});
    return {...at, field, read: position => values[position] ?? null};
  }
  checkGrouped(binding, operand);
  const resolved = resolveOperand(binding, operand);
  return {...resolved, read: position => resolved.read(groups[position]?.[0] ?? -1)};
}

function aliased({select}: Query, names: readonly string[]): Operand | undefined {
  const name = names.length === 1 ? names[0]?.toLowerCase() : undefined;
  for (const item of select)
    if (
      item.kind === 'operand' &&
      item.alias &&
      item.alias.toLowerCase() === name &&
      item.operand.kind === 'call'
    )
      return item.operand;
  return undefined;
}

function checkGrouped(binding: Binding, operand: Operand): void {
  const wanted = writtenOut(operand);
  if (binding.query.groupBy.some(grouped => writtenOut(grouped) === wanted)) return;
  throw soqlError(
    'MALFORMED_QUERY',
    binding.query.text,
    operand.at,
    `Field must be grouped or aggregated: ${wanted}`,
  );
}

function writtenOut(operand: Operand): string {
  if (operand.kind === 'path') return operand.names.join('.').toLowerCase();
  return `${operand.name}(${operand.argument ? writtenOut(operand.argument) : ''})`;
}

function countField(binding: Binding): FieldDescribe {
  return resolveOperand(binding, {kind: 'path', names: ['Id'], at: 0}).field;
}

function typeOfResult(name: string): Partial<FieldDescribe> {
  if (name === 'MIN' || name === 'MAX') return {filterable: true};
  const isCount = name.startsWith('COUNT');
  return {
    type: isCount ? 'int' : 'double',
    soapType: isCount ? 'xsd:int' : 'xsd:double',
    filterable: true,
  };
}

function aggregate(name: string, group: number[], argument: Resolved | undefined): Value {
  if (!argument) return group.length;
  const values = group.map(argument.read).filter(value => value !== null);
  if (name === 'COUNT') return values.length;
  if (name === 'COUNT_DISTINCT') return new Set(values.map(keyFunction(argument.field))).size;
  if (values.length === 0) return null;
  if (name === 'MIN') return first(values, (a, b) => a < b);
  if (name === 'MAX') return first(values, (a, b) => a > b);
  const sum = values.reduce<number>((total, value) => total + Number(value), 0);
  return name === 'SUM' ? sum : sum / values.length;
}

function first<T extends string | number | boolean>(
  values: T[],
  isBefore: (a: T, b: T) => boolean,
): T | null {
  let found = values[0] ?? null;
  for (const value of values) if (found !== null && isBefore(value, found)) found = value;
  return found;
}
