import type {FieldDescribe} from '../objects/index.js';
import type {Value} from '../org/index.js';
import {isoText} from './iso-text.js';
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
    const write = writerOf(field);
    const readText = (position: number) => {
      const value = read(position);
      return value === null ? '' : write(value);
    };
    return {header: names.join('.'), read: readText};
  });
}

function writerOf({type, soapType}: FieldDescribe): (value: NonNullable<Value>) => string {
  if (type === 'datetime') return value => isoText(Number(value));
  return soapType === 'xsd:double' ? doubleText : String;
}

// As Java writes a double: never without a point.
function doubleText(value: NonNullable<Value>): string {
  return Number.isInteger(value) && Math.abs(Number(value)) < 1e21 ? `${value}.0` : String(value);
}
