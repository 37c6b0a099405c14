import type {ObjectType} from '../objects/index.js';
import type {Row, Table} from '../org/index.js';
import type {Session} from '../session/index.js';
import {assignedOwner} from './assigned-owner.js';
import {checkInput} from './check-input.js';
import {publishVersion} from './content-file.js';
import {derivedFields} from './derived-fields.js';
import type {Input} from './input.js';
import {createPersonContact, mirrorPerson} from './person-contact.js';
import {defaultRecordType} from './record-type.js';
import {refuseWrite} from './refuse-write.js';
import {sameJunction} from './repeated-pair.js';
import {runTriggers} from './run-triggers.js';
import {failed, type SaveError, type SaveResult} from './save-result.js';
import type {Saving} from './saving.js';
import {stamps} from './stamps.js';
import {unreadByOwner} from './unread-by-owner.js';

/** Creates a record. */
export function insertRecord(session: Session, table: Table, input: Input): SaveResult {
  const refused = refuseWrite(session, table, undefined);
  if (refused) return refused;
  const type = typeOf(session, table);
  if (!table.type.describe.createable)
    return failed(
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      `entity type cannot be inserted: ${type.describe.label}`,
    );
  if ([...input.values.keys()].some(field => field.type === 'id'))
    return failed('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  const saving = {session, table, type, input, position: undefined};
  const checked = checkAndTrigger(saving);
  if ('errors' in checked) return {success: false, errors: checked.errors};
  const same = sameJunction(table, checked.row);
  if (same !== undefined) return {success: true, id: table.idAt(same), created: false};
  // One spread after another would take Node 20 several times as long.
  const row: Row = Object.assign(
    {},
    table.type.defaultValues,
    defaultRecordType(saving),
    stamps(session, table.type, true),
    withOwner(saving, checked.row),
  );
  const position = table.insert(row);
  createPersonContact(session.org, table, position);
  publishVersion(session, table, position);
  session.org.hideForNow(table, position);
  return {success: true, id: table.idAt(position), created: true};
}

/** Changes the fields of a record that the input has. */
export function updateRecord(session: Session, table: Table, id: string, input: Input): SaveResult {
  const position = table.positionOf(id);
  const refused =
    refuseWrite(session, table, position) ??
    (position === undefined ? unknownId(table, id) : refusal(table, position));
  if (refused || position === undefined) return refused ?? unknownId(table, id);
  const type = typeOf(session, table);
  const saving = {session, table, type, input, position};
  const checked = checkAndTrigger(saving);
  if ('errors' in checked) return {success: false, errors: checked.errors};
  const owned = withOwner(saving, checked.row);
  const changes: Row = Object.assign({}, owned, stamps(session, table.type, false));
  table.change(position, changes);
  mirrorPerson(session.org, table, position, changes);
  return {success: true, id: table.idAt(position), created: false};
}

function checkAndTrigger(saving: Saving): {row: Row} | {errors: SaveError[]} {
  const checked = checkInput(saving);
  if ('errors' in checked) return checked;
  const triggered = runTriggers(saving, checked.row);
  return 'errors' in triggered ? triggered : derivedFields(saving, triggered.row);
}

function withOwner({session, table, position}: Saving, row: Row): Row {
  const saved = Object.assign({}, row, assignedOwner(session, table));
  return Object.assign(unreadByOwner(table, position, saved), saved);
}

function typeOf(session: Session, table: Table): ObjectType {
  return session.typeOf(table.type.name) ?? table.type;
}

/** Why a record that is there may not be changed. */
function refusal(table: Table, position: number): SaveResult | undefined {
  if (table.isDeleted(position)) return failed('ENTITY_IS_DELETED', 'entity is deleted');
  if (table.type.name === 'Lead' && table.value(position, 'IsConverted') === true)
    return failed('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  return undefined;
}

export function unknownId(table: Table, id: string): SaveResult {
  const {name, describe} = table.type;
  if (!/^[a-zA-Z0-9]{15,18}$/.test(id)) return failed('MALFORMED_ID', `malformed id ${id}`, ['Id']);
  return id.startsWith(table.type.keyPrefix)
    ? failed('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
    : failed('MALFORMED_ID', `${describe.label} ID: id value of incorrect type: ${id}`, [
        `${name}Id`,
      ]);
}
