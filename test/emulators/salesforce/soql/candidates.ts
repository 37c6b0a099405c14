import {isIdShaped, type Table, to18} from '../org/index.js';
import type {Binding} from './resolve-operand.js';
import type {Condition, Literal} from './syntax.js';

/**
 * The positions an index narrows a condition to, ascending; undefined when every record has to be looked at.
 * The condition still has to be tested on them.
 */
export function candidates(
  binding: Binding,
  condition: Condition | undefined,
): number[] | undefined {
  if (!condition) return undefined;
  if (condition.kind === 'and') return firstOf(binding, condition.parts);
  if (condition.kind === 'or') return allOf(binding, condition.parts);
  if (condition.kind === 'compare' && condition.operator === '=')
    return lookUp(binding, condition.operand, [condition.value]);
  if (condition.kind === 'in' && !condition.not)
    return lookUp(binding, condition.operand, condition.values);
  return undefined;
}

function firstOf(binding: Binding, parts: Condition[]): number[] | undefined {
  for (const part of parts) {
    const found = candidates(binding, part);
    if (found) return found;
  }
  return undefined;
}

function allOf(binding: Binding, parts: Condition[]): number[] | undefined {
  const found = parts.map(part => candidates(binding, part));
  return found.every(part => part !== undefined) ? ascending(found.flat() as number[]) : undefined;
}

function lookUp(
  {table, type, query}: Binding,
  operand: (Condition & {kind: 'in'})['operand'],
  values: Literal[],
): number[] | undefined {
  if (operand.kind !== 'path') return undefined;
  const names = operand.names[0] === query.from.alias ? operand.names.slice(1) : operand.names;
  const field = names.length === 1 && names[0] ? type.field(names[0]) : undefined;
  const texts = values.flatMap(value =>
    value.kind === 'string' && value.text !== '' ? [value.text] : [],
  );
  if (!field || texts.length < values.length) return undefined;
  if (field.name === 'Id') return ascending(texts.flatMap(text => table.positionOf(text) ?? []));
  if (!table.isIndexed(field)) return undefined;
  return ascending(texts.flatMap(text => findText(table, field.name, text)));
}

// A reference may be asked for with 15 characters but is kept with 18.
function findText(table: Table, field: string, text: string): number[] {
  const isShortId = table.type.field(field)?.type === 'reference' && text.length === 15;
  return table.find(field, isShortId && isIdShaped(text) ? to18(text) : text);
}

function ascending(positions: number[]): number[] {
  return [...new Set(positions)].sort((a, b) => a - b);
}
