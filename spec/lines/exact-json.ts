import {randomUUID} from 'node:crypto';
import {MAX_NUMBER_CHARACTERS} from '../limits.js';

/** A JSON number that a double cannot hold without changing it; its digits are kept as written. */
export class ExactNumber {
  /** The digits as written in the JSON text. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The digits as written. */
  toString(): string {
    return this.text;
  }

  /** For `stringifyJson` only: plain `JSON.stringify` would write a marked string instead of a number. */
  toJSON(): string {
    marksWritten += 1;
    return MARK + this.text;
  }
}

// Sixteen significant digits or an exponent: only then can a double differ from what was written. Every repetition
// is bounded: what this test finds too often costs time, and what it misses would cost digits.
const RISKY_NUMBER = /[:[,](?:\s{17}|\s{0,16}-?(?:\d[\d.]{15}|[\d.]{1,15}[eE]))/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
// Nobody can know it: a text of a record that looked like a mark would be taken for a number.
const MARK = `exact-${randomUUID()}:`;
const MARKED = new RegExp(`"${MARK}([^"]*)"`, 'g');
let marksWritten = 0;

/**
 * JSON.parse that loses no digits: a number a double cannot hold becomes an ExactNumber.
 * Throws SyntaxError as JSON.parse does.
 */
export function parseJson(text: string): unknown {
  if (!RISKY_NUMBER.test(text)) return JSON.parse(text);
  return unmark(JSON.parse(markNumbers(text)));
}

/** The same; undefined for a text that is not JSON. */
export function parseJsonOrUndefined(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

// By hand: a regular expression that knows strings runs out of stack in a text of some megabytes.
function markNumbers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (isDigit(code) || code === MINUS) {
      const end = endOfNumber(text, at);
      const token = text.slice(at, end);
      if (NUMBER.test(token) && !isExactDouble(token)) {
        parts.push(text.slice(copied, at), JSON.stringify({[MARK]: token}));
        copied = end;
      }
      at = end;
    } else {
      at += 1;
    }
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
  return text.length;
}

const MINUS = 0x2d;
const IN_NUMBERS = new Set([...'+-.eE'].map(character => character.charCodeAt(0)));

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (!isDigit(code) && !IN_NUMBERS.has(code)) break;
  }
  return end;
}

// Without recursion: values may be nested deeper than the stack.
function unmark(value: unknown): unknown {
  const root = {value};
  const waiting: Record<string, unknown>[] = [root];
  for (let holder = waiting.pop(); holder; holder = waiting.pop()) {
    for (const key of Object.keys(holder)) {
      const nested = holder[key];
      if (typeof nested !== 'object' || nested === null) continue;
      const exact = (nested as Record<string, unknown>)[MARK];
      if (typeof exact === 'string') holder[key] = new ExactNumber(exact);
      else waiting.push(nested as Record<string, unknown>);
    }
  }
  return root.value;
}

/** JSON.stringify that writes an ExactNumber as the number it stands for. */
export function stringifyJson(value: unknown): string {
  const before = marksWritten;
  const text = JSON.stringify(value);
  return marksWritten === before ? text : text.replace(MARKED, '$1');
}

const ALWAYS_EXACT = 15;

/** Whether a double holds this decimal number so that writing it again gives the same value. */
export function isExactDouble(decimal: string): boolean {
  if (decimal.length > MAX_NUMBER_CHARACTERS) return false;
  if (decimal.length <= ALWAYS_EXACT && !/[eE]/.test(decimal)) return true;
  const double = Number(decimal);
  return Number.isFinite(double) && canonical(String(double)) === canonical(decimal);
}

// 12.50e1 -> "125e0": significant digits and the power of ten of the last one; the sign of 0 is dropped.
function canonical(decimal: string): string {
  const [mantissa = '', exponent = '0'] = decimal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace(/^[-+]/, '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${mantissa.startsWith('-') ? '-' : ''}${significant}e${power}`;
}
