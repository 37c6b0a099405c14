import {configError} from '@cohort-salesforce/spec';
import {kindOf} from '../discover/field-type.js';
import {type FieldDescribe, quoteSoql} from '../salesforce/index.js';

/** A value of the config -> a SOQL literal of the field's type. Throws a config_error where it is none. */
export function toLiteral(field: Pick<FieldDescribe, 'name' | 'type'>, text: string): string {
  const literal = LITERALS[field.type === 'date' ? 'date' : kindOf(field)](text);
  if (literal !== undefined) return literal;
  throw configError(
    `${field.name} is of type ${field.type}, so expected is ${EXPECTED[field.type] ?? EXPECTED[kindOf(field)]}; found ${JSON.stringify(text)}.`,
  );
}

type Literal = (text: string) => string | undefined;

const LITERALS: Record<'date' | ReturnType<typeof kindOf>, Literal> = {
  text: quoteSoql,
  compound: quoteSoql,
  number: text => (/^-?\d{1,300}([.]\d{1,300})?$/.test(text) ? text : undefined),
  boolean: text => (/^(true|false)$/i.test(text) ? text.toLowerCase() : undefined),
  date: text => (RELATIVE.test(text) || isDate(text) ? text : undefined),
  datetime: toDateTime,
};

const EXPECTED: Record<string, string> = {
  number: 'a number',
  boolean: 'true or false',
  date: 'a date such as 2026-01-31, or a date literal such as LAST_N_DAYS:30',
  datetime:
    'a date or a time such as 2026-01-31T12:00:00Z, or a date literal such as LAST_N_DAYS:30',
};

// https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
const RELATIVE =
  /^(YESTERDAY|TODAY|TOMORROW|(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR|FISCAL_QUARTER|FISCAL_YEAR)|(LAST|NEXT)_90_DAYS|(LAST|NEXT)_N_(DAYS|WEEKS|MONTHS|QUARTERS|YEARS|FISCAL_QUARTERS|FISCAL_YEARS):\d{1,5}|N_(DAYS|WEEKS|MONTHS|QUARTERS|YEARS|FISCAL_QUARTERS|FISCAL_YEARS)_AGO:\d{1,5})$/;

/** Whether a date literal means another day tomorrow. */
export function isRelativeDate(text: string): boolean {
  return RELATIVE.test(text);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && toIso(text)?.slice(0, 10) === text;
}

function toDateTime(text: string): string | undefined {
  if (RELATIVE.test(text)) return text;
  if (isDate(text)) return `${text}T00:00:00.000Z`;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? toIso(text) : undefined;
}

function toIso(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
