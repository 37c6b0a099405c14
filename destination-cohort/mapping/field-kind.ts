import type {UserPropertyType} from '@cohort-salesforce/source-cohort/cohort';

/** What a source says a field holds; `any` when it does not say. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'structure' | 'any';

interface FieldSchema {
  type?: unknown;
  format?: unknown;
  airbyte_type?: unknown;
}

/** A field's JSON Schema -> its kind. */
export function fieldKindOf(schema: unknown): FieldKind {
  const {type, format, airbyte_type} = (schema ?? {}) as FieldSchema;
  const types = [type].flat().filter(each => each !== 'null');
  if (types.includes('object') || types.includes('array')) return 'structure';
  if (types.includes('string')) return textKind(format, airbyte_type);
  if (types.includes('number') || types.includes('integer')) return 'number';
  return types.includes('boolean') ? 'boolean' : 'any';
}

function textKind(format: unknown, airbyteType: unknown): FieldKind {
  if (typeof airbyteType === 'string' && airbyteType.startsWith('time_')) return 'text';
  if (format === 'date') return 'date';
  return format === 'date-time' ? 'datetime' : 'text';
}

const DECIMAL = /^[-+]?\d+(\.\d+)?$/;

/** What texts of a config stand for, all of them together. */
export function kindOfTexts(texts: readonly string[]): FieldKind {
  if (texts.every(text => text === 'true' || text === 'false')) return 'boolean';
  return texts.every(text => DECIMAL.test(text) && !/^[-+]?0\d/.test(text)) ? 'number' : 'text';
}

/** The type of the property that is created for a field. */
export function propertyTypeFor(kind: FieldKind): UserPropertyType {
  return kind === 'number' || kind === 'boolean' || kind === 'date' ? kind : 'text';
}

// Text holds numbers without losing a digit; a moment has a date.
const ACCEPTED: Record<UserPropertyType, readonly FieldKind[]> = {
  text: ['text', 'number', 'datetime', 'structure', 'any'],
  number: ['number', 'any'],
  boolean: ['boolean', 'any'],
  date: ['date', 'datetime', 'any'],
};

/** Whether a field of this kind can be written to an existing property of this type. */
export function fits(kind: FieldKind, type: UserPropertyType): boolean {
  return ACCEPTED[type].includes(kind);
}
