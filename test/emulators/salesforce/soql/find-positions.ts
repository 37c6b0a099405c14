import {candidates} from './candidates.js';
import {type ConditionContext, compileCondition, type Test} from './compile-condition.js';
import type {Binding} from './resolve-operand.js';

/** The records that a query's WHERE lets through, in the order of their ids; at most `most`. */
export function findPositions(
  context: ConditionContext,
  includeDeleted: boolean,
  most?: number,
): number[] {
  const {binding} = context;
  const test = recordTest(context, includeDeleted);
  const found: number[] = [];
  for (const position of candidates(binding, binding.query.where) ?? allPositions(binding)) {
    if (found.length === most) break;
    if (test(position)) found.push(position);
  }
  return found;
}

/** Whether a record can be seen and is let through. */
export function recordTest(context: ConditionContext, includeDeleted: boolean): Test {
  const {where} = context.binding.query;
  const isVisible = visibilityOf(context.binding, includeDeleted);
  const test = where && compileCondition(context, where);
  return test ? position => isVisible(position) && test(position) : isVisible;
}

function* allPositions({table}: Binding): Generator<number> {
  for (let position = 0; position < table.size; position++) yield position;
}

function visibilityOf({table, scope}: Binding, includeDeleted: boolean): Test {
  const isDeleted = table.type.field('IsDeleted') ? table.reader('IsDeleted') : () => false;
  const isArchived = table.type.field('IsArchived') ? table.reader('IsArchived') : () => false;
  const {isVisible} = scope;
  return position =>
    table.exists(position) &&
    (includeDeleted || (isDeleted(position) === false && isArchived(position) === false)) &&
    (!isVisible || isVisible(table, position));
}
