import type {JsonSchema} from '@cohort-salesforce/spec';
import type {FieldDescribe} from '../salesforce/index.js';

/** How a field's values are written: JSON's own types, and text for everything else. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'datetime' | 'compound';

export function kindOf({type}: Pick<FieldDescribe, 'type'>): ValueKind {
  return KINDS[type] ?? 'text';
}

/** Whether REST writes whole values with a fraction, as in `40204.0`. */
export function hasDecimals({type}: Pick<FieldDescribe, 'type'>): boolean {
  return type === 'double' || type === 'currency' || type === 'percent';
}

/** Files' contents cannot be selected: a query gives only where to fetch them. */
export function isSelectable({type}: Pick<FieldDescribe, 'type'>): boolean {
  return type !== 'base64';
}

const KINDS: Record<string, ValueKind> = {
  int: 'number',
  long: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  boolean: 'boolean',
  datetime: 'datetime',
  address: 'compound',
  location: 'compound',
};

/** A field as a property of a stream's JSON Schema. */
export function toProperty(field: FieldDescribe): JsonSchema {
  const {label, inlineHelpText, name} = field;
  return {
    ...SCHEMAS[field.type]?.(field),
    ...limitsOf(field),
    type: [jsonType(field), 'null'],
    ...(label !== name && {title: label}),
    ...(inlineHelpText && {description: inlineHelpText}),
  };
}

/**
 * What Salesforce keeps of a value: text up to `maxLength`, numbers with `precision` digits of which `scale` are decimals.
 * A destination can so tell that two values differ only by what Salesforce cut or rounded.
 */
function limitsOf(field: FieldDescribe): JsonSchema {
  const {type, length, precision, scale, digits} = field;
  if (type === 'int') return digits > 0 ? {precision: digits, scale: 0} : {};
  if (kindOf(field) === 'number') return precision > 0 ? {precision, scale} : {};
  return kindOf(field) === 'text' && length > 0 ? {maxLength: length} : {};
}

function jsonType(field: FieldDescribe): string {
  if (field.type === 'int') return 'integer';
  const kind = kindOf(field);
  return kind === 'number' || kind === 'boolean' ? kind : 'string';
}

// What a destination must know to tell that Salesforce only spells a value otherwise: an address or a choice in
// another case, choices in another order, a time with milliseconds.
const spelledOtherwise = ({type}: FieldDescribe): JsonSchema => ({'x-salesforce-type': type});

// No format for email: orgs hold addresses from before Salesforce checked them, and every record must match.
const SCHEMAS: Record<string, (field: FieldDescribe) => JsonSchema> = {
  date: () => ({format: 'date'}),
  datetime: () => ({format: 'date-time', airbyte_type: 'timestamp_with_timezone'}),
  email: spelledOtherwise,
  picklist: spelledOtherwise,
  multipicklist: spelledOtherwise,
  time: spelledOtherwise,
};
