import {soqlError} from './soql-error.js';

export interface Token {
  kind: 'word' | 'string' | 'number' | 'date' | 'datetime' | 'symbol' | 'end';
  text: string;
  at: number;
}

const patterns: readonly [Token['kind'], RegExp][] = [
  ['datetime', /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/iy],
  ['date', /\d{4}-\d\d-\d\d(?![\dT])/y],
  ['number', /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w-])/iy],
  ['word', /[a-z_][\w]*(?::\d+)?/iy],
  ['symbol', /<=|>=|!=|<>|[=<>(),.]/y],
];

/** Splits a query; the text of a string token is its value without quotes and escapes. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = skipBlanks(text, 0); at < text.length; ) {
    const [token, end] = text[at] === "'" ? stringAt(text, at) : tokenAt(text, at);
    tokens.push(token);
    at = skipBlanks(text, end);
  }
  tokens.push({kind: 'end', text: '<EOF>', at: text.length});
  return tokens;
}

function skipBlanks(text: string, at: number): number {
  const blanks = /\s*/y;
  blanks.lastIndex = at;
  blanks.exec(text);
  return blanks.lastIndex;
}

function tokenAt(text: string, at: number): [Token, number] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return [{kind, text: match[0], at}, pattern.lastIndex];
  }
  throw soqlError('MALFORMED_QUERY', text, at, `unexpected token: '${text[at]}'`);
}

const escapes: Record<string, string> = {n: '\n', r: '\r', t: '\t', b: '\b', f: '\f'};

function stringAt(text: string, start: number): [Token, number] {
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === "'") return [{kind: 'string', text: value, at: start}, at + 1];
    if (character !== '\\') {
      value += character;
      continue;
    }
    at += 1;
    value += escaped(text, at);
    if (text[at]?.toLowerCase() === 'u') at += 4;
  }
  throw soqlError(
    'MALFORMED_QUERY',
    text,
    start,
    "line 1, no viable alternative at character '<EOF>'",
  );
}

function escaped(text: string, at: number): string {
  const letter = text[at] ?? '';
  if (letter === '_' || letter === '%') return `\\${letter}`;
  if (letter.toLowerCase() === 'u')
    return String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 5), 16));
  const plain = escapes[letter.toLowerCase()] ?? (/['"\\]/.test(letter) ? letter : undefined);
  if (plain !== undefined) return plain;
  throw soqlError('MALFORMED_QUERY', text, at - 1, `Illegal character sequence: \\${letter}`);
}
