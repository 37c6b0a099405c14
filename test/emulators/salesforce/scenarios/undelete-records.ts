import {stamps} from '../dml/index.js';
import type {Org} from '../org/index.js';
import {findRecord} from './find-record.js';
import {ScenarioError} from './scenario-error.js';
import {setupSession} from './setup-session.js';

/** Takes records out of the recycle bin, merged ones too. */
export function undeleteRecords(org: Org, ids: readonly string[]): {ids: string[]} {
  return {ids: ids.map(id => undelete(org, id))};
}

function undelete(org: Org, id: string): string {
  const {table, position} = findRecord(org, id);
  if (!table.isDeleted(position)) throw new ScenarioError(`${id} is not in the recycle bin`);
  const merged = table.type.field('MasterRecordId') ? {MasterRecordId: null} : {};
  const changed = stamps(setupSession(org), table.type, false);
  table.change(position, {IsDeleted: false, ...merged, ...changed});
  table.forgetDeletion(position);
  return table.idAt(position);
}
