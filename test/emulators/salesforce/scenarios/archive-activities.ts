import type {Org} from '../org/index.js';
import {findRecord} from './find-record.js';
import {ScenarioError} from './scenario-error.js';

/** Archives activities, as Salesforce does a year after their end: their stamps stay as they are. */
export function archiveActivities(org: Org, ids: readonly string[]): {ids: string[]} {
  return {ids: ids.map(id => archive(org, id))};
}

function archive(org: Org, id: string): string {
  const {table, position} = findRecord(org, id);
  if (!table.type.field('IsArchived'))
    throw new ScenarioError(`${table.type.name} records are not archived`);
  table.change(position, {IsArchived: true});
  return table.idAt(position);
}
