import {hasDecimals, kindOf, type ValueKind} from '../../discover/field-type.js';
import {
  type CellWriter,
  type CsvColumn,
  writeBoolean,
  writeDecimal,
  writeNumber,
  writeText,
} from '../../salesforce/index.js';
import type {ReadPlan} from '../read-plan.js';
import {bulkFields} from './bulk-fields.js';

/** How each column of a bulk query's results becomes JSON; those that were not chosen are parts of a compound field. */
export function csvColumns(plan: Pick<ReadPlan, 'fields' | 'compounds'>): CsvColumn[] {
  const chosen = new Set(plan.fields);
  return bulkFields(plan).map(field => ({
    name: field.name,
    write: hasDecimals(field) ? writeDecimal : WRITERS[kindOf(field)],
    ...(!chosen.has(field) && {partOf: field.compoundFieldName ?? field.name}),
  }));
}

// Bulk results have times in ISO 8601 and UTC already.
const WRITERS: Record<ValueKind, CellWriter> = {
  text: writeText,
  datetime: writeText,
  compound: writeText,
  number: writeNumber,
  boolean: writeBoolean,
};
