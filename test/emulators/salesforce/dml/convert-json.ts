import {ApiError} from '../answers/index.js';
import type {FieldDescribe} from '../objects/index.js';
import type {Value} from '../org/index.js';
import {parseDateTime} from './parse-date-time.js';

/** The value of a field in a JSON body; throws JSON_PARSER_ERROR when the JSON type cannot be that of the field. */
export function convertJson(field: FieldDescribe, value: unknown): Value {
  if (value === null || value === '') return null;
  const converted = converters[field.type]?.(value) ?? textOf(field, value);
  if (converted !== undefined) return converted;
  const type = field.soapType.split(':')[1];
  throw new ApiError(
    400,
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from ${tokenOf(value)} value ${String(value)} or request may be missing a required field at [line:1, column:1]`,
  );
}

type Converter = (value: unknown) => Value | undefined;

const number: Converter = value => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value.trim())
    ? Number(value)
    : undefined;
};

const converters: Record<string, Converter> = {
  boolean: value => {
    if (typeof value === 'boolean') return value;
    const text = String(value).toLowerCase();
    return text === 'true' || text === 'false' ? text === 'true' : undefined;
  },
  int: number,
  long: number,
  double: number,
  currency: number,
  percent: number,
  date: value => dateText(value),
  datetime: value => (typeof value === 'string' ? parseDateTime(value) : undefined),
};

// A date may come with a time; only the date is kept.
function dateText(value: unknown): string | undefined {
  const [text] = /^\d{4}-\d\d-\d\d(?=$|T)/.exec(String(value)) ?? [];
  return text !== undefined && parseDateTime(text) !== undefined ? text : undefined;
}

function textOf(field: FieldDescribe, value: unknown): string | undefined {
  if (field.type in converters || typeof value === 'object') return undefined;
  return String(value);
}

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'VALUE_STRING';
  if (typeof value === 'number')
    return Number.isInteger(value) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT';
  if (typeof value === 'boolean') return value ? 'VALUE_TRUE' : 'VALUE_FALSE';
  return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT';
}
