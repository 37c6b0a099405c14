import type {ValueKind} from './canonical-value.js';

/** A field's JSON Schema -> the kind in which its values are compared. */
export function kindOfSchema(schema: unknown): ValueKind {
  const {type, format} = (schema ?? {}) as {type?: unknown; format?: unknown};
  const types = [type].flat();
  if (types.includes('number') || types.includes('integer')) return 'number';
  if (types.includes('boolean')) return 'boolean';
  if (format === 'date') return 'date';
  return format === 'date-time' ? 'datetime' : 'text';
}
