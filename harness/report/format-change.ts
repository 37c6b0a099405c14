import type {ChangedField, PlannedChange} from '@cohort-salesforce/spec';
import {brief, wrap} from './wrap.js';

/** One planned change as a readable diff. */
export function formatChange(change: PlannedChange & {direction: string}): string[] {
  const {direction, result, key, fields, recordId, userId} = change;
  const [system, id] =
    direction === 'import' ? (['Cohort', userId] as const) : (['Salesforce', recordId] as const);
  const what = `${VERBS[result]} ${key} in ${system}${id === undefined ? '' : ` (${id})`}`;
  return [...wrap(what, 2), ...formatFields(fields)];
}

/** Fields as a diff: what was there and what takes its place. */
export function formatFields(fields: readonly ChangedField[]): string[] {
  return fields.flatMap(({name, from, to}) => [
    ...wrap(`${name}:`, 4),
    ...(from === undefined || from === null ? [] : wrap(`- ${brief(from)}`, 6)),
    ...wrap(`+ ${brief(to)}`, 6),
  ]);
}

const VERBS = {created: 'create', updated: 'update', deleted: 'delete'};

/** The same in one line. */
export function describeChange(change: PlannedChange & {direction: string}): string {
  const {direction, result, key, fields} = change;
  const what = fields.map(({name, from, to}) =>
    from === undefined ? `${name} ${brief(to)}` : `${name} ${brief(from)} -> ${brief(to)}`,
  );
  return `${direction}: ${key} would be ${result}: ${what.join(', ') || 'no values'}`;
}
