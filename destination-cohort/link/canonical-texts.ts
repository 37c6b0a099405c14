import {toCanonicalValue, type ValueKind} from '@cohort-salesforce/spec';
import type {FieldKind} from '../mapping/field-kind.js';
import type {LinkedField} from './linked-field.js';

/** A record's value in the form in which it is compared; null: empty. */
export function toRecordText({kind}: Pick<LinkedField, 'kind'>, value: unknown): string | null {
  return toCanonicalValue(kindOfValue(kind, value), value);
}

/** The same for a value as Cohort has it. */
export function toUserText({type}: Pick<LinkedField, 'type'>, value: unknown): string | null {
  return toCanonicalValue(type, value);
}

function kindOfValue(kind: FieldKind, value: unknown): ValueKind {
  if (kind === 'structure') return 'text';
  if (kind !== 'any') return kind;
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' ? 'number' : 'text';
}
