import type {FieldDescribe} from '../objects/index.js';
import type {Value} from '../org/index.js';
import {type Binding, resolveOperand} from './resolve-operand.js';
import {selectedOperands} from './selected-operands.js';

export interface CsvColumn {
  header: string;
  /** The text of the field, unquoted; empty for null. */
  read(position: number): string;
}

/** The columns of a Bulk API result for a query that selects fields only. */
export function csvColumns(binding: Binding): CsvColumn[] {
  return selectedOperands(binding).map(operand => {
    const {field, names, read} = resolveOperand(binding, operand);
    return {header: names.join('.'), read: position => csvText(field, read(position))};
  });
}

function csvText(field: FieldDescribe, value: Value): string {
  if (value === null) return '';
  if (field.type === 'datetime') return new Date(Number(value)).toISOString();
  if (typeof value === 'number' && field.soapType === 'xsd:double') return doubleText(value);
  return String(value);
}

// As Java writes a double: never without a point.
function doubleText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}
