import {hasDecimals, kindOf, type ValueKind} from '../../discover/field-type.js';
import {
  type CellWriter,
  type CsvColumn,
  type FieldDescribe,
  writeBoolean,
  writeDecimal,
  writeNumber,
  writeText,
} from '../../salesforce/index.js';

/** How each column of a bulk query's results becomes JSON. */
export function csvColumns(fields: readonly Pick<FieldDescribe, 'name' | 'type'>[]): CsvColumn[] {
  return fields.map(field => ({
    name: field.name,
    write: hasDecimals(field) ? writeDecimal : WRITERS[kindOf(field)],
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
