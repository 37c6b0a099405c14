import {
  type AirbyteRecordChange,
  ConnectorError,
  ownValue,
  type RecordText,
  stringifyJson,
} from '@cohort-salesforce/spec';
import {hasDecimals, kindOf} from '../../discover/field-type.js';
import {type FieldDescribe, isObject, type SObjectRecord} from '../../salesforce/index.js';
import {withoutNaTexts} from '../na-texts.js';

interface RecordOptions {
  /** The compound fields that stay objects. */
  asObjects?: ReadonlySet<string>;
  /** Whether texts such as NA are written as null. */
  naIsNull?: boolean;
}

/**
 * A record as REST gives it -> its JSON, with the fields in this order and the values as a bulk query gives them. Addresses and
 * locations become JSON text, except those in `asObjects`.
 */
export function toRecordText(
  record: SObjectRecord,
  fields: readonly Pick<FieldDescribe, 'name' | 'type'>[],
  {asObjects, naIsNull = false}: RecordOptions = {},
): RecordText {
  const changes: AirbyteRecordChange[] = [];
  const values = fields.map(field => {
    const read = valueAt(record, field.name);
    if (read === undefined) throw incomplete(field.name);
    const found = naIsNull ? withoutNaTexts(read) : read;
    const value = asObjects?.has(field.name) ? found : toValue(found, field);
    if (isWhole(value) && hasDecimals(field)) return `${writeField(field.name, value)}.0`;
    if (typeof value !== 'string' || !value.includes('\0')) return writeField(field.name, value);
    changes.push({
      field: field.name,
      change: 'TRUNCATED',
      reason: 'SOURCE_SERIALIZATION_ERROR',
    });
    return writeField(field.name, value.replaceAll('\0', ''));
  });
  const data = `{${values.join(',')}}`;
  return changes.length > 0 ? {data, changes} : data;
}

// A field of a parent is in an object of its own, which is null where there is no parent.
function valueAt(record: SObjectRecord, name: string): unknown {
  if (!name.includes('.')) return record[name];
  let value: unknown = record;
  for (const part of name.split('.')) {
    if (value === null) return null;
    value = isObject(value) ? ownValue(value, part) : undefined;
  }
  return value;
}

// An empty field is there, as null; one that is not is no empty field.
function incomplete(field: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Salesforce's answer has a record without its field ${field}, which was asked for.`,
  });
}

function writeField(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${stringifyJson(value)}`;
}

// Parsing made 40204 of Salesforce's 40204.0; from 1e21 on there is an exponent.
function isWhole(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e21;
}

function toValue(value: unknown, field: Pick<FieldDescribe, 'type'>): unknown {
  if (value === null || value === '') return null;
  switch (kindOf(field)) {
    case 'datetime':
      return toUtc(String(value));
    case 'compound':
      return stringifyJson(value);
    case 'text':
      return typeof value === 'string' ? value : stringifyJson(value);
    default:
      return value;
  }
}

// REST writes 2011-07-07T00:37:00.000+0000, which is not what ISO 8601 or a bulk query has.
function toUtc(text: string): string {
  if (text.endsWith('+0000')) return `${text.slice(0, -5)}Z`;
  const time = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
