import {parseDateTime} from '../dml/index.js';
import type {FieldDescribe} from '../objects/index.js';
import type {Value} from '../org/index.js';

/** The value of a field in a CSV cell (not empty, not `#N/A`); undefined when the text cannot be one. */
export function convertText(field: FieldDescribe, text: string): Value | undefined {
  return (converters[field.type] ?? same)(text);
}

type Converter = (text: string) => Value | undefined;

const same: Converter = text => text;

const number: Converter = text => {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;
};

const booleans: Record<string, boolean> = {true: true, '1': true, false: false, '0': false};

const converters: Record<string, Converter> = {
  boolean: text => booleans[text.trim().toLowerCase()],
  int: number,
  long: number,
  double: number,
  currency: number,
  percent: number,
  date: text => (parseDateTime(text) === undefined ? undefined : text.trim().slice(0, 10)),
  datetime: text => parseDateTime(text),
};
