import type {FieldDescribe} from '../objects/index.js';
import type {Table, Value} from '../org/index.js';
import type {Session} from '../session/index.js';
import type {Input} from './input.js';
import {isHidden} from './refuse-write.js';
import {insertRecord, updateRecord} from './save-record.js';
import {failed, type SaveResult} from './save-result.js';

/** The records, not deleted, that have this value in an external id field (or this Id). */
export function matchesOf(table: Table, key: FieldDescribe, value: Value): number[] {
  if (value === null) return [];
  if (key.type === 'id') {
    const position = table.positionOf(String(value));
    return position === undefined || table.isDeleted(position) ? [] : [position];
  }
  const text = String(value).trim();
  return table
    .find(key.name, text)
    .filter(position => !table.isDeleted(position))
    .filter(position => !key.caseSensitive || table.value(position, key.name) === text);
}

/** Updates the one record that has the key's value, or creates one with it. */
export function upsertRecord(
  session: Session,
  table: Table,
  key: FieldDescribe,
  input: Input,
): SaveResult {
  const value = input.values.get(key) ?? null;
  if (key.type === 'id') return upsertById(session, table, key, input);
  if (value === null) return failed('MISSING_ARGUMENT', `${key.name} not specified`);
  const [only, ...more] = matchesOf(table, key, value).filter(
    position => !isHidden(session, table, position),
  );
  if (more.length > 0)
    return failed(
      'DUPLICATE_EXTERNAL_ID',
      `${key.label}: more than one record found for external id field: [${[only ?? 0, ...more].map(at => table.idAt(at)).join(', ')}]`,
      [key.name],
    );
  if (only === undefined) return insertRecord(session, table, input);
  return updateRecord(session, table, table.idAt(only), input);
}

function upsertById(session: Session, table: Table, key: FieldDescribe, input: Input): SaveResult {
  const id = input.values.get(key) ?? null;
  const values = new Map(input.values);
  values.delete(key);
  const rest = {...input, values};
  return id === null
    ? insertRecord(session, table, rest)
    : updateRecord(session, table, String(id), rest);
}

/** Whether records may be matched by this field: by Id, by an external id, and by Email if that is switched on. */
export function isUpsertKey(field: FieldDescribe, allowIdLookup: boolean): boolean {
  return (
    field.type === 'id' ||
    field.externalId ||
    (allowIdLookup && field.idLookup && field.type === 'email')
  );
}
