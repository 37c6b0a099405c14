import type {Readable} from 'node:stream';
import {ConnectorError, MAX_ROW_BYTES} from '@cohort-salesforce/spec';

/** CSV as Salesforce writes it, with commas and quotes -> rows, as many at a time as have come. */
export async function* readCsv(body: Readable): AsyncIterable<readonly string[][]> {
  const decoder = new TextDecoder();
  let rest = '';
  let worthLooking = 0;
  for await (const chunk of body) {
    rest += decoder.decode(chunk as Buffer, {stream: true});
    // A row that has not ended is looked at again when twice as much of it has come: the time stays linear.
    if (rest.length < worthLooking && rest.length <= MAX_ROW_BYTES) continue;
    const {rows, end, text} = parseRows(rest);
    rest = text.slice(end);
    if (rest.length > MAX_ROW_BYTES) throw damaged('a row does not end');
    worthLooking = rest.length * 2;
    if (rows.length > 0) yield rows;
  }
  const complete = parseRows(rest + decoder.decode());
  if (complete.rows.length > 0) yield complete.rows;
  rest = complete.text.slice(complete.end);
  if (rest === '') return;
  // The last line end may be missing.
  const {rows, end, text} = parseRows(`${rest}\n`);
  if (end < text.length) throw damaged('it ends within quotes');
  yield rows;
}

/** The complete rows at the beginning of a text, and where they end. */
function parseRows(text: string): {rows: string[][]; end: number; text: string} {
  const rows: string[][] = [];
  let end = 0;
  for (;;) {
    const row: string[] = [];
    const next = parseRow(text, end, row);
    if (next === undefined) return {rows, end, text};
    rows.push(row);
    end = next;
  }
}

// The start of the next row; undefined when this one is not complete.
function parseRow(text: string, start: number, row: string[]): number | undefined {
  let position = start;
  while (position < text.length) {
    const close = text.charCodeAt(position) === QUOTE ? closingQuote(text, position + 1) : -1;
    if (close === undefined) return undefined;
    const end = close >= 0 ? close + 1 : endOfBareCell(text, position);
    if (end === undefined) return undefined;
    row.push(close >= 0 ? unquote(text, position, close) : text.slice(position, end));
    const after = text.charCodeAt(end);
    if (after === COMMA) position = end + 1;
    else if (after === NEWLINE) return end + 1;
    else if (after === RETURN && end + 1 < text.length) return end + 2;
    else if (end + 1 >= text.length) return undefined;
    else throw damaged('something follows a closing quote');
  }
  return undefined;
}

const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

// A quote at the very end may be the first half of a doubled one.
function closingQuote(text: string, start: number): number | undefined {
  let position = text.indexOf('"', start);
  while (position >= 0 && position + 1 < text.length) {
    if (text.charCodeAt(position + 1) !== QUOTE) return position;
    position = text.indexOf('"', position + 2);
  }
  return undefined;
}

function endOfBareCell(text: string, start: number): number | undefined {
  for (let position = start; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    if (code === COMMA || code === NEWLINE || code === RETURN) return position;
  }
  return undefined;
}

function unquote(text: string, open: number, close: number): string {
  const inner = text.slice(open + 1, close);
  return inner.includes('"') ? inner.replaceAll('""', '"') : inner;
}

function damaged(how: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Reading a result of a bulk job: the CSV is damaged: ${how}.`,
  });
}
