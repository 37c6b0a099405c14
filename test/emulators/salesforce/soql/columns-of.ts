import type {FieldDescribe} from '../objects/index.js';
import {isAggregateCall} from './aggregate.js';
import {parseQuery} from './parse-query.js';
import {type Binding, resolveOperand} from './resolve-operand.js';
import {bindQuery} from './run-query.js';
import type {Scope} from './scope.js';
import {selectedOperands} from './selected-operands.js';
import {childQuery} from './subqueries.js';
import type {Call, Operand, SelectItem} from './syntax.js';

/** A column of a query's answer; one with others in `join` is a parent or the children of a record. */
export interface Column {
  name: string;
  display: string;
  /** A computed value, or children. */
  isAggregate: boolean;
  field?: FieldDescribe;
  join: Column[];
}

export interface QueryColumns {
  entityName: string;
  isGrouped: boolean;
  columns: Column[];
}

/** The columns of a query without running it. */
export function columnsOf(scope: Scope, text: string): QueryColumns {
  const binding = bindQuery(scope, parseQuery(text));
  return {
    entityName: binding.type.name,
    isGrouped: binding.query.groupBy.length > 0,
    columns: columnsIn(binding),
  };
}

function columnsIn(binding: Binding): Column[] {
  let expressions = 0;
  return binding.query.select.flatMap(item => {
    if (item.kind === 'query') return [childrenColumn(binding, item)];
    if (item.kind === 'fields') return fieldsColumns(binding, item);
    const {operand, alias} = item;
    if (operand.kind === 'path') return [pathColumn(binding, operand, alias)];
    const name = alias ?? (isAggregateCall(operand) ? `expr${expressions++}` : undefined);
    return [callColumn(binding, operand, name)];
  });
}

function childrenColumn(binding: Binding, item: SelectItem & {kind: 'query'}): Column {
  const {name, query} = childQuery(binding, item.query);
  const join = columnsIn(bindQuery(binding.scope, query));
  return {name, display: name, isAggregate: true, join};
}

function fieldsColumns(binding: Binding, item: SelectItem): Column[] {
  const only = {...binding, query: {...binding.query, select: [item]}};
  return selectedOperands(only).map(operand => pathColumn(binding, operand));
}

function pathColumn(binding: Binding, operand: Operand, alias?: string): Column {
  const {field, names} = resolveOperand(binding, operand);
  if (alias) return {name: alias, display: names.join('.'), isAggregate: false, field, join: []};
  return nested(names, field);
}

function nested([name = '', ...rest]: readonly string[], field: FieldDescribe): Column {
  const column = {name, display: name, isAggregate: false};
  return rest.length === 0
    ? {...column, field, join: []}
    : {...column, join: [nested(rest, field)]};
}

function callColumn(binding: Binding, call: Call, name: string | undefined): Column {
  const display = writtenOut(binding, call);
  const argument = call.argument && resolveOperand(binding, call.argument).field;
  const isCount = !argument || call.name.startsWith('COUNT');
  const field = isCount ? countField : argument;
  return {name: name ?? display, display, isAggregate: true, field, join: []};
}

function writtenOut(binding: Binding, operand: Operand): string {
  if (operand.kind === 'path') return resolveOperand(binding, operand).names.join('.');
  const argument = operand.argument ? writtenOut(binding, operand.argument) : '';
  return `${operand.name.toLowerCase()}(${argument})`;
}

const countField = {type: 'int', soapType: 'xsd:int', custom: false} as FieldDescribe;
