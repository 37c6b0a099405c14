import {hasDecimals, kindOf, type ValueKind} from '../../discover/field-type.js';
import {
  type CellWriter,
  type CsvColumn,
  writeBoolean,
  writeDecimal,
  writeNumber,
  writeText,
} from '../../salesforce/index.js';
import {writeTextOrNa} from '../na-texts.js';
import type {ReadPlan} from '../read-plan.js';
import {bulkFields} from './bulk-fields.js';

/** How each column of a bulk query's results becomes JSON; those that were not chosen are parts of a compound field. */
export function csvColumns(plan: Pick<ReadPlan, 'fields' | 'compounds' | 'naIsNull'>): CsvColumn[] {
  const compoundOf = new Map(
    plan.fields.flatMap(({name}) =>
      (plan.compounds.get(name) ?? []).map(({field}) => [field.name, name] as const),
    ),
  );
  const chosen = new Set(plan.fields.map(({name}) => name));
  const writers: Record<ValueKind, CellWriter> = {
    ...WRITERS,
    ...(plan.naIsNull && {text: writeTextOrNa}),
  };
  return bulkFields(plan).map(field => {
    const {name} = field;
    // A compound field writes numbers as short as they can be.
    if (!chosen.has(name))
      return {name, write: writers[kindOf(field)], partOf: compoundOf.get(name) ?? name};
    return {name, write: hasDecimals(field) ? writeDecimal : writers[kindOf(field)]};
  });
}

// Bulk results have times in ISO 8601 and UTC already.
const WRITERS: Record<ValueKind, CellWriter> = {
  text: writeText,
  datetime: writeText,
  compound: writeText,
  number: writeNumber,
  boolean: writeBoolean,
};
