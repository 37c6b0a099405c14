import type {ByteSink} from './byte-sink.js';

/**
 * Writes the CSV cell that begins at `position` as JSON. Returns the position after the cell, at its comma or line end;
 * INCOMPLETE when the input ends first. `onDamage` is called when the value could not be kept as it was.
 */
export type CellWriter = (
  input: Uint8Array,
  position: number,
  sink: ByteSink,
  onDamage: (change: Damage) => void,
) => number;

/** What became of a value that JSON or its type cannot hold. */
export type Damage = 'TRUNCATED' | 'NULLED';

export const INCOMPLETE = -1;
/** The most bytes a cell's byte can become: `\u001f`. */
export const MAX_GROWTH = 6;

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
// As JSON has them: no plus sign, no leading zero, digits on both sides of the point.
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

// What JSON's strings and quoted cells write as it is: 1 for each such byte. A table is three times as fast as comparisons.
const PLAIN = Uint8Array.from({length: 256}, (_, byte) =>
  byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** Text; empty is null, because Salesforce writes both the same. NUL characters are left out. */
export const writeText: CellWriter = (input, start, sink, onDamage) => {
  const {bytes} = sink;
  const first = sink.length;
  const isQuoted = input[start] === QUOTE;
  const inputEnd = input.length;
  let position = isQuoted ? start + 1 : start;
  let end = first;
  bytes[end++] = QUOTE;
  for (;;) {
    if (position >= inputEnd) return INCOMPLETE;
    const byte = input[position] as number;
    if (PLAIN[byte] === 1 && (isQuoted || byte !== COMMA)) {
      bytes[end++] = byte;
    } else if (byte === QUOTE && isQuoted) {
      position += 1;
      if (position >= inputEnd) return INCOMPLETE;
      if (input[position] !== QUOTE) break;
      bytes[end++] = BACKSLASH;
      bytes[end++] = QUOTE;
    } else if (!isQuoted && (byte === COMMA || byte === LINE_FEED || byte === RETURN)) {
      break;
    } else if (byte === 0) {
      onDamage('TRUNCATED');
    } else {
      end = writeEscaped(bytes, end, byte);
    }
    position += 1;
  }
  bytes[end++] = QUOTE;
  sink.length = end;
  if (end === first + 2) writeNull(sink, first);
  return position;
};

/** A number with its digits as they are; what is none becomes null. */
export const writeNumber: CellWriter = (input, start, sink, onDamage) => {
  const first = sink.length;
  const position = copyCell(input, start, sink);
  if (position === INCOMPLETE) return INCOMPLETE;
  if (sink.length === first) {
    writeNull(sink, first);
  } else if (!isPlainDecimal(sink.bytes, first, sink.length)) {
    const text = sink.bytes.toString('latin1', first, sink.length);
    if (!JSON_NUMBER.test(text)) writeOddNumber(text, first, sink, onDamage);
  }
  return position;
};

/** The same for a type with decimals: `40204` becomes `40204.0`, as REST writes it, so that both ways give equal bytes. */
export const writeDecimal: CellWriter = (input, start, sink, onDamage) => {
  const first = sink.length;
  const position = writeNumber(input, start, sink, onDamage);
  if (position !== INCOMPLETE && isWhole(sink, first)) {
    sink.bytes[sink.length++] = POINT;
    sink.bytes[sink.length++] = ZERO;
  }
  return position;
};

/** `true` and `false`, in any case. */
export const writeBoolean: CellWriter = (input, start, sink, onDamage) => {
  const first = sink.length;
  const position = copyCell(input, start, sink);
  if (position === INCOMPLETE || isAt(sink, first, TRUE) || isAt(sink, first, FALSE))
    return position;
  const text = sink.bytes.toString('latin1', first, sink.length).toLowerCase();
  sink.length = first;
  if (text === 'true') sink.append(TRUE);
  else if (text === 'false') sink.append(FALSE);
  else writeNull(sink, first);
  if (text !== '' && text !== 'true' && text !== 'false') onDamage('NULLED');
  return position;
};

// Digits to the end, a minus perhaps before them; `null` and exponents are none.
function isWhole({bytes, length}: ByteSink, first: number): boolean {
  for (let index = length - 1; index >= first; index--) {
    const byte = bytes[index] as number;
    if (byte < ZERO || byte > NINE) return byte === MINUS && index === first && index < length - 1;
  }
  return length > first;
}

function isAt({bytes, length}: ByteSink, first: number, word: Uint8Array): boolean {
  if (length - first !== word.length) return false;
  for (let index = 0; index < word.length; index++) {
    if (bytes[first + index] !== word[index]) return false;
  }
  return true;
}

// Cells of types that hold neither quotes nor line ends.
function copyCell(input: Uint8Array, start: number, sink: ByteSink): number {
  const {bytes} = sink;
  const isQuoted = input[start] === QUOTE;
  const inputEnd = input.length;
  let end = sink.length;
  for (let position = isQuoted ? start + 1 : start; position < inputEnd; position++) {
    const byte = input[position] as number;
    if (isQuoted ? byte === QUOTE : byte === COMMA || byte === LINE_FEED || byte === RETURN) {
      if (isQuoted && position + 1 >= inputEnd) return INCOMPLETE;
      sink.length = end;
      return isQuoted ? position + 1 : position;
    }
    bytes[end++] = byte;
  }
  return INCOMPLETE;
}

function writeEscaped(bytes: Uint8Array, start: number, byte: number): number {
  let end = start;
  const text = JSON.stringify(String.fromCharCode(byte));
  for (let index = 1; index < text.length - 1; index++) bytes[end++] = text.charCodeAt(index);
  return end;
}

// Digits, with a minus before and a point within: nearly every number, and no string has to be made to see it.
function isPlainDecimal(bytes: Uint8Array, first: number, end: number): boolean {
  const start = bytes[first] === MINUS ? first + 1 : first;
  if (start === end || (bytes[start] === ZERO && end > start + 1 && bytes[start + 1] !== POINT))
    return false;
  let point = -1;
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number;
    if (byte === POINT && point < 0) point = index;
    else if (byte < ZERO || byte > NINE) return false;
  }
  return point !== start && point !== end - 1;
}

function writeOddNumber(
  text: string,
  first: number,
  sink: ByteSink,
  onDamage: (change: Damage) => void,
): void {
  sink.length = first;
  // Such as `+5`, `.5` or `007`: the same number in JSON's way of writing.
  const tidy = text
    .trim()
    .replace(/^\+/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '');
  if (JSON_NUMBER.test(tidy)) {
    sink.append(Buffer.from(tidy));
  } else {
    writeNull(sink, first);
    onDamage('NULLED');
  }
}

function writeNull(sink: ByteSink, first: number): void {
  sink.length = first;
  sink.append(NULL);
}
