import {randomUUID} from 'node:crypto';

/** A JSON number that a double cannot hold without changing it; its digits are kept as written. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    marksWritten += 1;
    return MARK + this.text;
  }
}

// Sixteen significant digits or an exponent: only then can a double differ from what was written.
const RISKY_NUMBER = /[:[,]\s*-?(?:\d[\d.]{15,}|[\d.]+[eE])/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
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
  const marked = text.replace(STRING_OR_NUMBER, token =>
    token.startsWith('"') || isExactDouble(token) ? token : JSON.stringify({[MARK]: token}),
  );
  return JSON.parse(marked, (_, value) =>
    typeof value === 'object' && value !== null && typeof value[MARK] === 'string'
      ? new ExactNumber(value[MARK])
      : value,
  );
}

/** JSON.stringify that writes an ExactNumber as the number it stands for. */
export function stringifyJson(value: unknown): string {
  const before = marksWritten;
  const text = JSON.stringify(value);
  return marksWritten === before ? text : text.replace(MARKED, '$1');
}

/** Whether a double holds this decimal number so that writing it again gives the same value. */
export function isExactDouble(decimal: string): boolean {
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
