import type {FieldDescribe} from '../objects/index.js';
import {isIdShaped, type Table, to18, type Value} from '../org/index.js';
import type {Session} from '../session/index.js';
import type {Input} from './input.js';
import {isHidden} from './refuse-write.js';
import type {SaveError} from './save-result.js';

/** Puts the ids of parents that were named by external id among the values; gives back what was not found. */
export function resolveParents(session: Session, {parents, values}: Input): SaveError[] {
  return parents.flatMap(({reference, object, field, value}) => {
    if (value === null) {
      values.set(reference, null);
      return [];
    }
    const names = object ? [object] : reference.referenceTo;
    const found = names.flatMap(name => parentsBy(session, {name, field, value}));
    const [only] = found;
    if (found.length !== 1 || !only) return [notFound(names, field, value)];
    values.set(reference, only);
    return [];
  });
}

function parentsBy(session: Session, key: {name: string; field: string; value: Value}): string[] {
  const table = session.org.table(key.name);
  const field = session.typeOf(key.name)?.field(key.field);
  if (!table || !field || !(field.externalId || field.idLookup)) return [];
  const positions =
    field.type === 'id'
      ? (table.positionOf(String(key.value)) ?? [])
      : table.find(field.name, String(key.value));
  return [positions]
    .flat()
    .filter(position => !table.isDeleted(position) && !isHidden(session, table, position))
    .map(position => table.idAt(position));
}

function notFound(names: string[], field: string, value: Value): SaveError {
  const message = `Foreign key external ID: ${String(value).toLowerCase()} not found for field ${field} in entity ${names.join('/')}`;
  return {statusCode: 'INVALID_FIELD', message, fields: []};
}

/** Whether a reference may hold this id: its form, its object, and that the record is there. */
export function checkReference(
  session: Session,
  field: FieldDescribe,
  value: Value,
): {value: Value} | {error: SaveError} {
  if (value === null) return {value};
  const id = String(value).trim();
  const wrong = (statusCode: string, message: string) => ({
    error: {statusCode, message, fields: [field.name]},
  });
  const tables = field.referenceTo.map(name => session.org.table(name));
  const table = tables.find(found => found && id.startsWith(found.type.keyPrefix));
  // Objects that the org does not have cannot be looked into.
  if (isIdShaped(id) && !table && tables.includes(undefined)) return {value: to18(id)};
  if (!isIdShaped(id) || !table)
    return wrong('MALFORMED_ID', `${field.label}: id value of incorrect type: ${id}`);
  const position = table.positionOf(id);
  if (position !== undefined && isHidden(session, table, position))
    return wrong(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      'insufficient access rights on cross-reference id',
    );
  if (position !== undefined && isConverted(table, position))
    return wrong('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  return checkExists(table, id) ?? wrong(...missing(table, id));
}

function isConverted(table: Table, position: number): boolean {
  return table.type.name === 'Lead' && table.value(position, 'IsConverted') === true;
}

function checkExists(table: Table, id: string): {value: Value} | undefined {
  const position = table.positionOf(id);
  return position === undefined || table.isDeleted(position)
    ? undefined
    : {value: table.idAt(position)};
}

function missing(table: Table, id: string): [string, string] {
  return table.positionOf(id) === undefined
    ? ['INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id']
    : ['ENTITY_IS_DELETED', 'entity is deleted'];
}
