import type {FieldDescribe} from '../objects/index.js';
import {isIdShaped, to18, type Value} from '../org/index.js';
import {checkOperator} from './check-encrypted.js';
import {checkLikeCost} from './check-like-cost.js';
import {type DateRange, dateRange} from './date-ranges.js';
import {likePattern} from './like-pattern.js';
import {type Binding, type Resolved, resolveOperand} from './resolve-operand.js';
import {soqlError} from './soql-error.js';
import type {Comparison, Condition, Literal, Operand} from './syntax.js';

export type Test = (position: number) => boolean;

/** How a part of a condition finds what it compares, and runs its semi-joins. */
export interface ConditionContext {
  binding: Binding;
  resolve(operand: Operand): Resolved;
  /** The values of the one column of a semi-join. */
  valuesOf(condition: Condition & {kind: 'in-query'}): Set<Value>;
}

/** Turns a condition into a test of the record at a position. */
export function compileCondition(context: ConditionContext, condition: Condition): Test {
  if (condition.kind === 'and')
    return every(condition.parts.map(part => compileCondition(context, part)));
  if (condition.kind === 'or')
    return some(condition.parts.map(part => compileCondition(context, part)));
  if (condition.kind === 'not') {
    const test = compileCondition(context, condition.part);
    return position => !test(position);
  }
  const resolved = context.resolve(condition.operand);
  checkFilterable(context.binding, resolved, condition.at);
  return compileComparison(context, condition, resolved);
}

/** The standard context: operands are fields of the queried object or of its parents. */
export function fieldContext(
  binding: Binding,
  valuesOf: ConditionContext['valuesOf'],
): ConditionContext {
  return {binding, resolve: operand => resolveOperand(binding, operand), valuesOf};
}

function every(tests: Test[]): Test {
  return position => tests.every(test => test(position));
}

function some(tests: Test[]): Test {
  return position => tests.some(test => test(position));
}

function checkFilterable(binding: Binding, {field}: Resolved, at: number): void {
  if (!field.filterable || field.type === 'address' || field.type === 'location')
    throw soqlError(
      'INVALID_FIELD',
      binding.query.text,
      at,
      `field '${field.name}' can not be filtered in a query call`,
    );
}

type Leaf = Exclude<Condition, {kind: 'and' | 'or' | 'not'}>;

function compileComparison(context: ConditionContext, leaf: Leaf, resolved: Resolved): Test {
  const {field, read} = resolved;
  if (leaf.kind === 'compare') return compileCompare(context, leaf, resolved);
  const among = leaf.kind === 'in-query' ? context.valuesOf(leaf) : undefined;
  if (leaf.kind === 'in-query') return position => among?.has(read(position)) !== leaf.not;
  const wanted = leaf.values.map(literal => plainValue(context, field, literal));
  if (leaf.kind === 'includes') return includesTest(resolved, wanted, leaf.not);
  const keyOf = keyFunction(field);
  const keys = new Set(wanted.map(keyOf));
  return position => keys.has(keyOf(read(position))) !== leaf.not;
}

function includesTest({read}: Resolved, wanted: Value[], not: boolean): Test {
  const groups = wanted.map(value => String(value).toLowerCase().split(';'));
  return position => {
    const value = read(position);
    const held = value === null ? [] : String(value).toLowerCase().split(';');
    return groups.some(group => group.every(item => held.includes(item))) !== not;
  };
}

function compileCompare(
  context: ConditionContext,
  leaf: Leaf & {kind: 'compare'},
  resolved: Resolved,
): Test {
  const {field, read} = resolved;
  const {operator, value: literal} = leaf;
  checkOperator(context.binding, resolved, operator, leaf.at);
  if (operator === 'LIKE') return likeTest(context, field, literal, read);
  const range = literal.kind === 'word' ? rangeOf(context, field, literal) : undefined;
  if (range) return rangeTest(field, range, operator, read);
  const keyOf = keyFunction(field);
  const wanted = keyOf(plainValue(context, field, literal));
  if (operator === '=') return position => keyOf(read(position)) === wanted;
  if (operator === '!=') return position => keyOf(read(position)) !== wanted;
  const compare = orderTest(operator);
  return position => {
    const value = keyOf(read(position));
    return value !== null && wanted !== null && compare(value, wanted);
  };
}

function likeTest(
  {binding}: ConditionContext,
  field: FieldDescribe,
  literal: Literal,
  read: (position: number) => Value,
): Test {
  if (field.soapType !== 'xsd:string' || literal.kind !== 'string')
    throw soqlError(
      'INVALID_QUERY_FILTER_OPERATOR',
      binding.query.text,
      literal.at,
      `invalid operator: LIKE is not valid for field ${field.name}`,
    );
  checkLikeCost(binding, literal.text);
  const pattern = likePattern(literal.text);
  return position => {
    const value = read(position);
    return value !== null && pattern.test(String(value));
  };
}

function rangeTest(
  field: FieldDescribe,
  {start, end}: DateRange,
  operator: Comparison,
  read: (position: number) => Value,
): Test {
  const timeOf = (value: Value) =>
    field.type === 'date' ? Date.parse(String(value)) : Number(value);
  const tests: Partial<Record<Comparison, (time: number) => boolean>> = {
    '=': time => time >= start && time < end,
    '!=': time => time < start || time >= end,
    '<': time => time < start,
    '<=': time => time < end,
    '>': time => time >= end,
    '>=': time => time >= start,
  };
  const test = tests[operator];
  return position => {
    const value = read(position);
    return value === null ? operator === '!=' : Boolean(test?.(timeOf(value)));
  };
}

function orderTest(
  operator: Comparison,
): (a: string | number | boolean, b: string | number | boolean) => boolean {
  if (operator === '<') return (a, b) => a < b;
  if (operator === '<=') return (a, b) => a <= b;
  if (operator === '>') return (a, b) => a > b;
  return (a, b) => a >= b;
}

/** What two values of a field are compared by: text without case, ids with 15 characters. */
export function keyFunction(field: FieldDescribe): (value: Value) => Value {
  if (field.type === 'id' || field.type === 'reference')
    return value => (value === null ? null : String(value).slice(0, 15));
  if (field.soapType !== 'xsd:string' || field.caseSensitive || field.type === 'date')
    return value => value;
  return value => (value === null ? null : String(value).toLowerCase());
}

function rangeOf(context: ConditionContext, field: FieldDescribe, literal: Literal): DateRange {
  const text = literal.kind === 'word' ? literal.text : '';
  const range = dateRange(text, context.binding.scope.org.options.clock());
  if (range && (field.type === 'date' || field.type === 'datetime')) return range;
  throw mismatch(context, field, literal);
}

// The value of a literal in the form records hold it in, if it suits the type of the field.
function plainValue(context: ConditionContext, field: FieldDescribe, literal: Literal): Value {
  if (literal.kind === 'null') return null;
  if (field.type === 'date' && literal.kind === 'date') return literal.text;
  if (field.type === 'datetime' && literal.kind === 'datetime')
    return Date.parse(isoOf(literal.text));
  if (field.type === 'boolean' && literal.kind === 'boolean') return literal.value;
  if (isNumeric(field) && literal.kind === 'number') return literal.value;
  if (isText(field) && literal.kind === 'string') return textValue(context, field, literal);
  throw mismatch(context, field, literal);
}

function isoOf(text: string): string {
  return text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
}

function isNumeric({type}: FieldDescribe): boolean {
  return ['int', 'long', 'double', 'currency', 'percent'].includes(type);
}

function isText({type, soapType}: FieldDescribe): boolean {
  return (soapType === 'xsd:string' || soapType === 'tns:ID') && type !== 'date' && type !== 'int';
}

function textValue(
  {binding}: ConditionContext,
  field: FieldDescribe,
  literal: Literal & {text: string},
): Value {
  const {text, at} = literal;
  if (field.soapType !== 'tns:ID' || text === '') return text === '' ? null : text;
  if (!isIdShaped(text))
    throw soqlError(
      'INVALID_QUERY_FILTER_OPERATOR',
      binding.query.text,
      at,
      `invalid ID field: ${text}`,
    );
  return to18(text);
}

function mismatch({binding}: ConditionContext, field: FieldDescribe, literal: Literal): Error {
  const quotes = isText(field)
    ? 'should be enclosed in quotes'
    : 'should not be enclosed in quotes';
  const type = field.soapType.split(':')[1];
  const message = `value of filter criterion for field '${field.name}' must be of type ${type} and ${quotes}`;
  return soqlError('INVALID_FIELD', binding.query.text, literal.at, message);
}
