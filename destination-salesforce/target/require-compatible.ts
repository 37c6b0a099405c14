import {configError} from '@cohort-salesforce/spec';
import {type Kind, kindOf} from '../values/index.js';
import type {Target} from './target.js';

// Text may hold a value of any kind: whether it does is seen record by record.
const TAKES: Record<Kind, readonly string[]> = {
  text: ['string', 'number', 'integer', 'boolean', 'array', 'object'],
  choices: ['string', 'array', 'number', 'integer'],
  id: ['string'],
  number: ['string', 'number', 'integer'],
  boolean: ['string', 'boolean', 'number', 'integer'],
  date: ['string'],
  datetime: ['string'],
  time: ['string'],
};

/** Throws a config error when a property's type, as the catalog has it, can never go into its field. */
export function requireCompatible(
  {columns, object}: Target,
  properties: Readonly<Record<string, unknown>>,
): void {
  for (const {source, path, field, values} of columns) {
    // Other values are written than those of the property.
    const types = source === null || values ? [] : typesOf(properties[source]);
    const taken = TAKES[kindOf(field) ?? 'text'];
    if (types.length === 0 || types.some(type => taken.includes(type))) continue;
    throw configError(
      `The property ${source} (${types.join(' or ')}) cannot be written to ${object}.${path} (${field.type}). Map it to another field.`,
    );
  }
}

/** The types a JSON Schema names; none when it does not say. */
function typesOf(schema: unknown): string[] {
  const {type} = (schema ?? {}) as {type?: unknown};
  return [type].flat().filter(name => typeof name === 'string' && name !== 'null') as string[];
}
