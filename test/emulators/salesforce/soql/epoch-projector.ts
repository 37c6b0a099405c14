import {type Projector, type RecordJson, recordProjector} from './project-record.js';
import {type Binding, resolveOperand} from './resolve-operand.js';
import {selectedOperands} from './selected-operands.js';

/** Writes records as Bulk API 1 does in JSON: a date or a time is a number of milliseconds since 1970. */
export function epochProjector(binding: Binding): Projector {
  const operands = selectedOperands(binding);
  const project = recordProjector(binding, operands);
  const dated = operands
    .map(operand => resolveOperand(binding, operand))
    .filter(({field}) => field.type === 'date' || field.type === 'datetime')
    .map(({names}) => names);
  return position => {
    const record = project(position);
    for (const names of dated) toEpoch(record, names);
    return record;
  };
}

function toEpoch(record: RecordJson, [name = '', ...rest]: readonly string[]): void {
  const value = record[name];
  if (rest.length > 0 && value) toEpoch(value as RecordJson, rest);
  else if (typeof value === 'string') record[name] = Date.parse(value.replace('+0000', 'Z'));
}
