import {buildSelect} from '../salesforce/index.js';
import type {ReadPlan} from './read-plan.js';

/** A span of the cursor, ISO 8601; the beginning is within, the end is not. */
export interface Span {
  from: string | undefined;
  to: string | undefined;
}

export function composeQuery(
  plan: ReadPlan,
  {from, to}: Span,
  rest: {where?: readonly string[]; orderBy?: readonly string[]; limit?: number} = {},
): string {
  const {cursor} = plan;
  const bounds = [
    ...(cursor && from ? [`${cursor} >= ${from}`] : []),
    ...(cursor && to ? [`${cursor} < ${to}`] : []),
  ];
  return buildSelect({
    fields: plan.fields.map(({name}) => name),
    from: plan.object,
    ...rest,
    where: [...plan.conditions, ...bounds, ...(rest.where ?? [])],
  });
}
