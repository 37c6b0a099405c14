import type {Table} from '../org/index.js';
import type {Session} from '../session/index.js';
import {personContact, refusePersonContact} from './person-contact.js';
import {refuseWrite} from './refuse-write.js';
import {unknownId} from './save-record.js';
import {failed, type SaveResult} from './save-result.js';
import {stamps} from './stamps.js';

/** Moves a record to the recycle bin, and with it what belongs to it. */
export function deleteRecord(
  session: Session,
  table: Table,
  id: string,
  isChild = false,
): SaveResult {
  const position = table.positionOf(id);
  const refused = refuseWrite(session, table, position);
  if (refused) return refused;
  if (position === undefined) return unknownId(table, id);
  if (table.isDeleted(position)) return failed('ENTITY_IS_DELETED', 'entity is deleted');
  const alone = isChild ? undefined : refusePersonContact(table, position);
  if (alone) return alone;
  if (!isChild && !table.type.describe.deletable)
    return failed('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  for (const child of [...children(session, table, id)]) deleteRecord(session, ...child, true);
  // Some objects have no recycle bin.
  if (table.type.field('IsDeleted'))
    table.change(position, {IsDeleted: true, ...stamps(session, table.type, false)});
  else table.purge(position);
  table.noteDeletion(position, session.org.stamp());
  return {success: true, id: table.idAt(position), created: false};
}

/** Deletes a record so that not even queryAll finds it. */
export function purgeRecord(session: Session, table: Table, id: string): SaveResult {
  const position = table.positionOf(id);
  const refused = refuseWrite(session, table, position);
  if (refused) return refused;
  if (position === undefined) return unknownId(table, id);
  const result = table.isDeleted(position)
    ? ({success: true, id: table.idAt(position), created: false} as const)
    : deleteRecord(session, table, id);
  if (result.success) table.purge(position);
  return result;
}

function* children({org}: Session, table: Table, id: string): Generator<[Table, string]> {
  const position = table.positionOf(id) ?? -1;
  const person = personContact(org, table, position);
  if (person && !person.contacts.isDeleted(person.contact))
    yield [person.contacts, person.contacts.idAt(person.contact)];
  for (const {childSObject, field, cascadeDelete} of table.type.describe.childRelationships) {
    const child = org.table(childSObject);
    if (!child || !cascadeDelete || !child.type.field(field)) continue;
    for (const found of child.find(field, table.idAt(position)))
      if (!child.isDeleted(found)) yield [child, child.idAt(found)];
  }
}
