import type {Condition} from '../generated/types.js';

/** The connection's conditions as the source's config has them: values are texts, and a list has its own key. */
export function toConditions(conditions: readonly Condition[]): Record<string, unknown>[] {
  return conditions.map(({field, op, value}) => ({
    field,
    op,
    ...(Array.isArray(value)
      ? {values: value.map(String)}
      : value !== undefined && {value: String(value)}),
  }));
}
