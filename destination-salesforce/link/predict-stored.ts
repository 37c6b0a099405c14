import {toCanonicalValue} from '@cohort-salesforce/spec';
import type {Column} from '../target/index.js';
import type {Cell} from '../values/index.js';
import {salesforceKindOf} from './linked-property.js';

/** A cell in the canonical form in which a record is expected to hold it. */
export function predictStored({field}: Pick<Column, 'field'>, cell: Cell): string | null {
  // Salesforce keeps addresses in lower case.
  const stored = field.type === 'email' ? (cell?.toLowerCase() ?? null) : cell;
  return toCanonicalValue(salesforceKindOf(field), stored);
}
