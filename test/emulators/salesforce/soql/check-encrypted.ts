import type {Binding, Resolved} from './resolve-operand.js';
import {soqlError} from './soql-error.js';

/** Encrypted fields can be compared for being equal at most: no LIKE, no ranges. */
export function checkOperator({query}: Binding, {field}: Resolved, operator: string, at: number) {
  if (!field.encrypted || operator === '=' || operator === '!=') return;
  const name = operator.toLowerCase();
  const message = `The operator ${name} is not supported on an encrypted field`;
  throw soqlError('INVALID_FIELD', query.text, at, message);
}

/** Nor can they be counted or otherwise aggregated. */
export function checkAggregate(
  {query, type}: Binding,
  {field}: Resolved,
  {name, at}: {name: string; at: number},
): void {
  if (!field.encrypted) return;
  const message = `encrypted field ${type.name}.${field.name} does not support aggregate operator ${name}`;
  throw soqlError('INVALID_FIELD', query.text, at, message);
}
