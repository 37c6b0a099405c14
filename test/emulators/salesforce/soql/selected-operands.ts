import type {FieldDescribe} from '../objects/index.js';
import type {Binding} from './resolve-operand.js';
import {soqlError} from './soql-error.js';
import type {Operand, SelectItem} from './syntax.js';

const mostForAllFields = 200;

/** The fields a query selects of its object and its parents, FIELDS() written out. */
export function selectedOperands(binding: Binding): Operand[] {
  const operands = binding.query.select.flatMap(item => operandsOf(binding, item));
  checkRepeated(binding, operands);
  return operands;
}

function operandsOf(binding: Binding, item: SelectItem): Operand[] {
  if (item.kind === 'operand') return [withoutAlias(binding, item.operand)];
  if (item.kind === 'query') return [];
  const {query, type} = binding;
  if (item.which !== 'STANDARD' && (query.limit ?? Number.POSITIVE_INFINITY) > mostForAllFields)
    throw soqlError(
      'MALFORMED_QUERY',
      query.text,
      item.at,
      `The SOQL FIELDS function must have a LIMIT of at most ${mostForAllFields}`,
    );
  return type.fields
    .filter(field => isChosen(field, item.which))
    .map(field => ({kind: 'path', names: [field.name], at: item.at}));
}

function isChosen({custom}: FieldDescribe, which: 'ALL' | 'STANDARD' | 'CUSTOM'): boolean {
  return which === 'ALL' || custom === (which === 'CUSTOM');
}

function withoutAlias({query}: Binding, operand: Operand): Operand {
  if (operand.kind !== 'path' || operand.names.length < 2) return operand;
  const first = operand.names[0]?.toLowerCase();
  const isAlias =
    first === query.from.alias?.toLowerCase() || first === query.from.name.toLowerCase();
  return isAlias ? {...operand, names: operand.names.slice(1)} : operand;
}

function checkRepeated({query}: Binding, operands: Operand[]): void {
  const seen = new Set<string>();
  for (const operand of operands) {
    if (operand.kind !== 'path') continue;
    const name = operand.names.join('.').toLowerCase();
    if (seen.has(name))
      throw soqlError(
        'MALFORMED_QUERY',
        query.text,
        operand.at,
        `duplicate field selected: ${operand.names.join('.')}`,
      );
    seen.add(name);
  }
}
