import type {Condition, Connection, Export, UserCondition} from '../generated/types.js';

/** The connection's conditions as the source's config has them: values are texts, and a list has its own key. */
export function toConditions(conditions: readonly Condition[]): Record<string, unknown>[] {
  return conditions.map(({field, op, value}) => ({
    field,
    op,
    ...toValues(value),
  }));
}

/** The same for conditions on users. */
export function toUserConditions(where: Export['where']): Record<string, unknown>[] | undefined {
  if (where === undefined) return undefined;
  return conditionsOf(where).map(({value, ...condition}) => ({...condition, ...toValues(value)}));
}

/** What is wrong with conditions on users. */
export function userConditionProblems({export: exported}: Connection): string[] {
  if (exported?.where === undefined) return [];
  return conditionsOf(exported.where).flatMap(({list, segment, property}, index) => {
    const given = [list, segment, property].filter(name => name !== undefined);
    if (given.length === 1) return [];
    const at = Array.isArray(exported.where) ? `/export/where/${index}` : '/export/where';
    const found = given.length === 0 ? 'none' : 'several';
    return [`at ${at}: found ${found} of list, segment and property, expected one of them`];
  });
}

function conditionsOf(where: NonNullable<Export['where']>): UserCondition[] {
  return Array.isArray(where) ? where : [where];
}

function toValues(value: Condition['value']): Record<string, unknown> {
  if (Array.isArray(value)) return {values: value.map(String)};
  return value === undefined ? {} : {value: String(value)};
}
