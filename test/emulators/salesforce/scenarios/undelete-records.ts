import {personContact, stamps} from '../dml/index.js';
import type {Org, Table} from '../org/index.js';
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
  const children = [...deletedWith(org, table, position)];
  const merged = table.type.field('MasterRecordId') ? {MasterRecordId: null} : {};
  const changed = stamps(setupSession(org), table.type, false);
  table.change(position, {IsDeleted: false, ...merged, ...changed});
  table.forgetDeletion(position);
  for (const child of children) undelete(org, child);
  return table.idAt(position);
}

// What belongs to a record is deleted with it, and comes back with it.
function* deletedWith(org: Org, parent: Table, position: number): Generator<string> {
  const deletedAt = parent.value(position, 'SystemModstamp');
  const person = personContact(org, parent, position);
  if (person?.contacts.isDeleted(person.contact)) yield person.contacts.idAt(person.contact);
  for (const {childSObject, field, cascadeDelete} of parent.type.describe.childRelationships) {
    const table = cascadeDelete ? org.table(childSObject) : undefined;
    if (!table?.type.field(field) || !table.type.field('IsDeleted')) continue;
    for (const child of table.find(field, parent.idAt(position)))
      if (table.isDeleted(child) && table.value(child, 'SystemModstamp') === deletedAt)
        yield table.idAt(child);
  }
}
