import {toCanonicalValue} from '@cohort-salesforce/spec';
import type {Digest} from '@cohort-salesforce/spec/baseline';
import type {Match, Row} from '../match/index.js';
import type {Column} from '../target/index.js';
import {isSameCell} from '../values/index.js';
import type {CohortType, LinkedProperty} from './linked-property.js';

export interface BothSides {
  row: Row;
  record: Match;
  column: Column;
  salesforce: Digest;
  cohort: Digest;
}

/**
 * Whether both sides have one value, up to what either rounds, cuts or trims: what Salesforce would
 * keep of the user's value is the record's, or what Cohort would keep of the record's is the user's.
 */
export function isSameValue(
  {column: position, cohort: type, kind}: LinkedProperty,
  {row, record, column, salesforce, cohort}: BothSides,
  digest: (text: string | null) => Digest,
): boolean {
  const {values} = column;
  if (salesforce === cohort && !values) return true;
  const stored = record.stored[position] ?? null;
  const cell = row.cells[position] ?? row.refused.find(one => one.column === position)?.text;
  if (cell !== undefined && isSameCell(column.field, cell, stored)) return true;
  if (stored === null) return salesforce === cohort;
  const source = values?.toSource(stored, kind) ?? stored;
  return digest(asCohortStores(type, source)) === cohort;
}

function asCohortStores({kind, isLanguage}: CohortType, stored: string): string | null {
  if (isLanguage) return stored.slice(0, 2).toLowerCase();
  if (kind === 'date') return toCanonicalValue('date', stored.slice(0, 10));
  return toCanonicalValue(kind, stored.trim());
}
