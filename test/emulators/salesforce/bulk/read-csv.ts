import {StringDecoder} from 'node:string_decoder';

/** Reads a CSV (RFC 4180, one delimiter, LF or CRLF) as it comes in, and gives its rows in batches. */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  delimiter: string,
): AsyncGenerator<string[][]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + decoder.write(chunk);
    const {rows, end} = parseRows(text, delimiter, false);
    rest = text.slice(end);
    if (rows.length > 0) yield rows;
  }
  const {rows} = parseRows(rest + decoder.end(), delimiter, true);
  if (rows.length > 0) yield rows;
}

interface Parsed {
  rows: string[][];
  /** Where the first row begins that is not whole yet. */
  end: number;
}

function parseRows(text: string, delimiter: string, isLast: boolean): Parsed {
  const rows: string[][] = [];
  let end = 0;
  while (end < text.length) {
    const row = parseRow(text, end, delimiter);
    // A row without a line end may go on in the next chunk.
    if (!row || (row.isOpen && !isLast)) break;
    if (row.values.length > 1 || row.values[0] !== '') rows.push(row.values);
    end = row.end;
  }
  return {rows, end};
}

interface ParsedRow {
  values: string[];
  end: number;
  isOpen: boolean;
}

function parseRow(text: string, start: number, delimiter: string): ParsedRow | undefined {
  const values: string[] = [];
  let at = start;
  for (;;) {
    const value = text[at] === '"' ? quotedValue(text, at) : plainValue(text, at, delimiter);
    if (!value) return undefined;
    values.push(value.text);
    at = value.end;
    if (text[at] === delimiter) at += 1;
    else return {values, ...afterRow(text, at)};
  }
}

function afterRow(text: string, at: number): {end: number; isOpen: boolean} {
  if (text[at] === '\n') return {end: at + 1, isOpen: false};
  if (text[at] === '\r' && text[at + 1] === '\n') return {end: at + 2, isOpen: false};
  return {end: at + 1, isOpen: at >= text.length - 1};
}

function quotedValue(text: string, start: number): {text: string; end: number} | undefined {
  let at = text.indexOf('"', start + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  if (at < 0) return undefined;
  return {text: text.slice(start + 1, at).replaceAll('""', '"'), end: at + 1};
}

function plainValue(text: string, start: number, delimiter: string): {text: string; end: number} {
  let at = start;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r')
    at += 1;
  return {text: text.slice(start, at), end: at};
}
