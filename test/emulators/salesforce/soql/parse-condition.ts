import type {Comparison, Condition, Literal, Operand, Path, Query} from './syntax.js';
import type {TokenCursor} from './token-cursor.js';

type ParseSelect = (cursor: TokenCursor) => Query;

/** `a AND b`, `a OR b`, `NOT a`, brackets; AND and OR may not be mixed without brackets, as in Salesforce. */
export function parseCondition(cursor: TokenCursor, parseSelect: ParseSelect): Condition {
  const first = parsePart(cursor, parseSelect);
  const word = cursor.sees('AND') ? 'AND' : 'OR';
  if (!cursor.sees(word)) return first;
  const parts = [first];
  while (cursor.takes(word)) parts.push(parsePart(cursor, parseSelect));
  if (cursor.sees('AND') || cursor.sees('OR')) throw cursor.unexpected();
  return {kind: word === 'AND' ? 'and' : 'or', parts};
}

function parsePart(cursor: TokenCursor, parseSelect: ParseSelect): Condition {
  if (cursor.takes('NOT')) return {kind: 'not', part: parsePart(cursor, parseSelect)};
  if (!cursor.takes('(')) return parseComparison(cursor, parseSelect);
  const condition = parseCondition(cursor, parseSelect);
  cursor.expect(')');
  return condition;
}

/** A field, a path to a parent's field, or a function of one. */
export function parseOperand(cursor: TokenCursor): Operand {
  const {text: name, at} = cursor.expectKind('word');
  if (!cursor.takes('(')) return parsePath(cursor, name, at);
  if (cursor.takes(')')) return {kind: 'call', name: name.toUpperCase(), at};
  const argument = parseOperand(cursor);
  cursor.expect(')');
  return {kind: 'call', name: name.toUpperCase(), argument, at};
}

function parsePath(cursor: TokenCursor, first: string, at: number): Path {
  const names = [first];
  while (cursor.takes('.')) names.push(cursor.expectKind('word').text);
  return {kind: 'path', names, at};
}

const symbols: Record<string, Comparison> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  LIKE: 'LIKE',
};

function parseComparison(cursor: TokenCursor, parseSelect: ParseSelect): Condition {
  const {at} = cursor.peek();
  const operand = parseOperand(cursor);
  if (cursor.takes('NOT', 'IN')) return parseIn(cursor, {operand, not: true, at}, parseSelect);
  if (cursor.takes('IN')) return parseIn(cursor, {operand, not: false, at}, parseSelect);
  if (cursor.takes('INCLUDES'))
    return {kind: 'includes', operand, not: false, values: parseLiterals(cursor), at};
  if (cursor.takes('EXCLUDES'))
    return {kind: 'includes', operand, not: true, values: parseLiterals(cursor), at};
  const operator = symbols[cursor.peek().text.toUpperCase()];
  if (!operator || cursor.peek().kind === 'string') throw cursor.unexpected();
  cursor.next();
  return {kind: 'compare', operand, operator, value: parseLiteral(cursor), at};
}

function parseIn(
  cursor: TokenCursor,
  start: {operand: Operand; not: boolean; at: number},
  parseSelect: ParseSelect,
): Condition {
  if (!cursor.sees('(', 'SELECT')) return {kind: 'in', ...start, values: parseLiterals(cursor)};
  cursor.expect('(');
  const query = parseSelect(cursor);
  cursor.expect(')');
  return {kind: 'in-query', ...start, query};
}

function parseLiterals(cursor: TokenCursor): Literal[] {
  cursor.expect('(');
  const values = [parseLiteral(cursor)];
  while (cursor.takes(',')) values.push(parseLiteral(cursor));
  cursor.expect(')');
  return values;
}

function parseLiteral(cursor: TokenCursor): Literal {
  const {kind, text, at} = cursor.peek();
  if (kind === 'symbol' || kind === 'end') throw cursor.unexpected();
  cursor.next();
  if (kind === 'number') return {kind, value: Number(text), at};
  if (kind !== 'word') return {kind, text, at};
  const word = text.toUpperCase();
  if (word === 'NULL') return {kind: 'null', at};
  if (word === 'TRUE' || word === 'FALSE') return {kind: 'boolean', value: word === 'TRUE', at};
  return {kind: 'word', text: word, at};
}
