import type {FieldDescribe} from '../objects/index.js';
import type {Value} from '../org/index.js';
import type {SaveError} from './save-result.js';

/** A value as it is saved: trimmed, rounded; or the error that keeps the record from being saved. */
export function checkValue(
  field: FieldDescribe,
  value: Value,
): {value: Value} | {error: SaveError} {
  const kept = keptForm(field, value);
  if (kept === null) return {value: field.type === 'boolean' ? false : null};
  const check = checks[field.type] ?? checkText;
  const found = check(field, kept);
  if (!found) return {value: kept};
  const [statusCode, message] = found;
  return {error: {statusCode, message: `${field.label}: ${message}`, fields: [field.name]}};
}

function keptForm(field: FieldDescribe, value: Value): Value {
  if (typeof value === 'string' && field.soapType === 'xsd:string') return value.trim() || null;
  if (typeof value === 'number' && field.soapType === 'xsd:double')
    return round(value, field.scale);
  return value;
}

function round(value: number, scale: number): number {
  return (
    Number(`${Math.round(Number(`${value}e${scale}`))}e-${scale}`) || Number(value.toFixed(scale))
  );
}

type Check = (
  field: FieldDescribe,
  value: Value,
) => [statusCode: string, message: string] | undefined;

const checks: Record<string, Check> = {
  boolean: () => undefined,
  date: () => undefined,
  datetime: () => undefined,
  id: () => undefined,
  reference: () => undefined,
  int: checkNumber,
  long: checkNumber,
  double: checkNumber,
  currency: checkNumber,
  percent: checkNumber,
  email: checkEmail,
  picklist: checkPicklist,
  multipicklist: checkPicklist,
};

function checkText({length}: FieldDescribe, value: Value) {
  const text = String(value);
  if (length === 0 || text.length <= length) return undefined;
  return pair('STRING_TOO_LONG', `data value too large: ${text} (max length=${length})`);
}

// One @, a domain with a dot, no blanks, nothing that would need quotes.
const emailPattern = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"_.]+(\.[^\s@<>()[\]\\,;:"_.]+)+$/u;

function checkEmail(field: FieldDescribe, value: Value) {
  const text = String(value);
  if (!emailPattern.test(text) || /^\.|\.\.|\.@/.test(text))
    return pair('INVALID_EMAIL_ADDRESS', `invalid email address: ${text}`);
  return checkText(field, value);
}

function checkPicklist(field: FieldDescribe, value: Value) {
  const text = String(value);
  const chosen = field.type === 'multipicklist' ? text.split(';') : [text];
  const known = field.picklistValues
    .filter(entry => entry.active)
    .map(entry => entry.value.toLowerCase());
  if (field.restrictedPicklist && !chosen.every(item => known.includes(item.trim().toLowerCase())))
    return pair(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `bad value for restricted picklist field: ${text}`,
    );
  return checkText(field, value);
}

function checkNumber(field: FieldDescribe, value: Value) {
  const number = Math.abs(Number(value));
  const most = field.precision > 0 ? 10 ** (field.precision - field.scale) : 2 ** 31;
  if (number < most) return undefined;
  return pair(
    'NUMBER_OUTSIDE_VALID_RANGE',
    `value outside of valid range on numeric field: ${value}`,
  );
}

function pair(statusCode: string, message: string): [string, string] {
  return [statusCode, message];
}
