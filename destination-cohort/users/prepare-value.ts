import type {Value} from '@cohort-salesforce/source-cohort/cohort';
import {
  type Conversion,
  ownValue,
  type Rejection,
  type ValueRejection,
} from '@cohort-salesforce/spec';
import type {MappedField} from '../mapping/prepare-properties.js';
import {convertValue} from '../values/convert-value.js';

/** What a record says of a field; undefined: nothing. */
export function readValue(
  {source, values}: Pick<MappedField, 'source' | 'values'>,
  data: Readonly<Record<string, unknown>>,
): unknown {
  const value = ownValue(data, source);
  return values ? values.read(value) : value;
}

/** A value, neither null nor empty, as its property takes it. */
export function prepareValue(field: MappedField, value: unknown): Conversion<Value> {
  const converted = convertValue(field, field.values ? field.values.toTarget(value) : value);
  if ('rejection' in converted || field.target !== 'lang') return converted;
  return {value: toLanguage(converted.value)};
}

export function rejectValue(
  email: string,
  {source, target, type}: MappedField,
  {code, message}: ValueRejection,
): Rejection {
  return {
    status: 'rejected',
    key: email,
    code,
    message: `${source} is ${message}; the property ${target} is of type ${type}.`,
    fields: [source],
  };
}

// Longer texts are no language tag, and the pattern below runs out of stack in some megabytes.
const MAX_LANGUAGE_LENGTH = 100;

// Salesforce writes a language as en_US, Cohort as en.
function toLanguage(value: Value): Value {
  const text = String(value);
  if (text.length > MAX_LANGUAGE_LENGTH) return value;
  const [, language] = /^([a-z]{2})([-_][a-z0-9]+)*$/i.exec(text) ?? [];
  return language === undefined ? value : language.toLowerCase();
}
