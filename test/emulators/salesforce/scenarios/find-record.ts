import type {Org, Table} from '../org/index.js';
import {ScenarioError} from './scenario-error.js';

/** The record with this id, deleted or not. */
export function findRecord(org: Org, id: unknown): {table: Table; position: number} {
  const table = org.tableOfId(String(id));
  const position = table?.positionOf(String(id));
  if (table && position !== undefined) return {table, position};
  throw new ScenarioError(`no record has the id ${String(id)}`);
}
