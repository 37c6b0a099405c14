import {parseCondition, parseOperand} from './parse-condition.js';
import {soqlError} from './soql-error.js';
import type {OrderItem, Query, SelectItem} from './syntax.js';
import {TokenCursor} from './token-cursor.js';

const longestQuery = 100_000;

/** Parses a SOQL query; throws MALFORMED_QUERY with the row and column of what it does not understand. */
export function parseQuery(text: string): Query {
  if (text.length > longestQuery)
    throw soqlError(
      'QUERY_TOO_COMPLICATED',
      text,
      0,
      `SOQL statements cannot be longer than ${longestQuery} characters.`,
    );
  const cursor = new TokenCursor(text);
  const query = parseSelect(cursor);
  if (cursor.peek().kind !== 'end') throw cursor.unexpected();
  return query;
}

function parseSelect(cursor: TokenCursor): Query {
  cursor.expect('SELECT');
  const select = parseList(cursor, parseSelectItem);
  cursor.expect('FROM');
  const query: Query = {
    text: cursor.text,
    select,
    from: parseFrom(cursor),
    groupBy: [],
    orderBy: [],
    allRows: false,
  };
  parseClauses(cursor, query);
  return query;
}

function parseList<T>(cursor: TokenCursor, parse: (cursor: TokenCursor) => T): T[] {
  const items = [parse(cursor)];
  while (cursor.takes(',')) items.push(parse(cursor));
  return items;
}

function parseSelectItem(cursor: TokenCursor): SelectItem {
  const {at} = cursor.peek();
  if (cursor.takes('(')) {
    const query = parseSelect(cursor);
    cursor.expect(')');
    return {kind: 'query', query, at};
  }
  if (cursor.sees('FIELDS', '(')) return parseFields(cursor);
  const operand = parseOperand(cursor);
  const {kind} = cursor.peek();
  const alias = kind === 'word' && !cursor.sees('FROM') ? cursor.next().text : undefined;
  return alias ? {kind: 'operand', operand, alias, at} : {kind: 'operand', operand, at};
}

function parseFields(cursor: TokenCursor): SelectItem {
  const {at} = cursor.next();
  cursor.expect('(');
  const which = cursor.expectKind('word').text.toUpperCase();
  if (which !== 'ALL' && which !== 'STANDARD' && which !== 'CUSTOM') throw cursor.unexpected();
  cursor.expect(')');
  return {kind: 'fields', which, at};
}

const clauseWords = [
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FOR',
  'ALL',
  'WITH',
  'USING',
  'UPDATE',
];

function parseFrom(cursor: TokenCursor): Query['from'] {
  const {text: name, at} = cursor.expectKind('word');
  cursor.takes('AS');
  const isAlias =
    cursor.peek().kind === 'word' && !clauseWords.includes(cursor.peek().text.toUpperCase());
  return isAlias ? {name, alias: cursor.next().text, at} : {name, at};
}

function parseClauses(cursor: TokenCursor, query: Query): void {
  if (cursor.takes('USING', 'SCOPE')) cursor.expectKind('word');
  if (cursor.takes('WHERE')) query.where = parseCondition(cursor, parseSelect);
  if (cursor.takes('WITH')) cursor.expectKind('word');
  if (cursor.takes('GROUP', 'BY')) query.groupBy = parseList(cursor, parseOperand);
  if (cursor.takes('HAVING')) query.having = parseCondition(cursor, parseSelect);
  if (cursor.takes('ORDER', 'BY')) query.orderBy = parseList(cursor, parseOrderItem);
  if (cursor.takes('LIMIT')) query.limit = parseCount(cursor);
  if (cursor.takes('OFFSET')) query.offset = parseCount(cursor);
  if (cursor.takes('ALL', 'ROWS')) query.allRows = true;
  // What these ask for changes nothing in the answer.
  if (cursor.takes('FOR') || cursor.takes('UPDATE')) cursor.expectKind('word');
  if (cursor.takes('ALL', 'ROWS')) query.allRows = true;
}

function parseOrderItem(cursor: TokenCursor): OrderItem {
  const operand = parseOperand(cursor);
  const descending = cursor.takes('DESC');
  if (!descending) cursor.takes('ASC');
  const nullsLast = cursor.takes('NULLS', 'LAST');
  if (!nullsLast) cursor.takes('NULLS', 'FIRST');
  return {operand, descending, nullsLast};
}

function parseCount(cursor: TokenCursor): number {
  if (!/^\d+$/.test(cursor.peek().text)) throw cursor.unexpected();
  return Number(cursor.next().text);
}
