import {configError} from '@cohort-salesforce/spec';
import type {GroupKind} from '../../cohort/index.js';
import type {Config} from '../../generated/types.js';

type Condition = NonNullable<Config['where']>[number];

/** A list or segment that users must be in. */
export interface GroupCondition {
  kind: GroupKind;
  /** Its name in any language, its reference id or its id. */
  name: string;
}

/** What users must have in a property or core field. */
export interface PropertyCondition {
  property: string;
  isMet(value: unknown): boolean;
}

export interface UserConditions {
  groups: readonly GroupCondition[];
  properties: readonly PropertyCondition[];
  /** Of the conditions: another text for others. */
  signature: string;
}

/** The config's conditions. Throws a config error for one that says nothing, or too much. */
export function parseConditions(where: Config['where']): UserConditions | undefined {
  if (!where || where.length === 0) return undefined;
  for (const [index, condition] of where.entries()) requireOne(condition, index);
  return {
    groups: where.flatMap(({list, segment}): GroupCondition[] => {
      if (list !== undefined) return [{kind: 'lists', name: list}];
      return segment === undefined ? [] : [{kind: 'segments', name: segment}];
    }),
    properties: where.flatMap((condition, index) => toPropertyCondition(condition, index)),
    signature: JSON.stringify(where),
  };
}

function requireOne({list, segment, property}: Condition, index: number): void {
  const given = [list, segment, property].filter(name => name !== undefined);
  if (given.length === 1) return;
  throw configError(
    `where[${index}]: found ${given.length === 0 ? 'none' : 'several'} of list, segment and property, expected one of them.`,
  );
}

function toPropertyCondition(condition: Condition, index: number): PropertyCondition[] {
  const {property, op = '=', value, values = []} = condition;
  if (property === undefined) return [];
  const where = `where[${index}]: ${op}`;
  if (op === 'is_null') {
    if (value !== undefined && value !== 'true' && value !== 'false') {
      throw configError(`${where} takes true or false, found ${JSON.stringify(value)}.`);
    }
    const wanted = value !== 'false';
    return [{property, isMet: found => isEmpty(found) === wanted}];
  }
  if (op === 'in' || op === 'not_in') {
    if (values.length === 0) throw configError(`${where} needs values, a list.`);
    return [{property, isMet: found => values.some(one => isEqual(found, one)) === (op === 'in')}];
  }
  if (value === undefined) throw configError(`${where} needs a value.`);
  return [{property, isMet: found => COMPARISONS[op](found, value)}];
}

type Comparison = Exclude<Condition['op'], 'is_null' | 'in' | 'not_in' | undefined>;

const COMPARISONS: Record<Comparison, (found: unknown, wanted: string) => boolean> = {
  '=': isEqual,
  '!=': (found, wanted) => !isEqual(found, wanted),
  '<': (found, wanted) => compare(found, wanted) < 0,
  '<=': (found, wanted) => compare(found, wanted) <= 0,
  '>': (found, wanted) => compare(found, wanted) > 0,
  '>=': (found, wanted) => compare(found, wanted) >= 0,
};

function isEqual(found: unknown, wanted: string): boolean {
  return compare(found, wanted) === 0;
}

// Nothing is before or after an empty value. Dates and times are ISO 8601 in one zone: they are ordered as texts.
function compare(found: unknown, wanted: string): number {
  if (isEmpty(found)) return Number.NaN;
  if (typeof found === 'number') return found - Number(wanted);
  const text = typeof found === 'object' ? JSON.stringify(found) : String(found);
  if (text === wanted) return 0;
  return text < wanted ? -1 : 1;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}
