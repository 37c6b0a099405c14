import type {FieldDescribe} from '../objects/index.js';
import type {Row, Value} from '../org/index.js';
import {checkValue} from './check-value.js';
import {foreignNames, isPersonAccount, personFields} from './person-account.js';
import {recordTypeErrors} from './record-type.js';
import {isHidden} from './refuse-write.js';
import {repeatedPair} from './repeated-pair.js';
import {checkReference, resolveParents} from './resolve-parents.js';
import type {SaveError} from './save-result.js';
import type {Saving} from './saving.js';

/** The values to save, or all that is wrong with them, in the order in which Salesforce looks. */
export function checkInput(saving: Saving): {row: Row} | {errors: SaveError[]} {
  const {session, input} = saving;
  const early = [
    () => unknownFields(saving),
    () => resolveParents(session, input),
    () => readOnlyFields(saving),
    () => foreignNames(saving),
    () => missingFields(saving),
  ];
  for (const check of early) {
    const errors = check();
    if (errors.length > 0) return {errors};
  }
  const {row, errors} = checkValues(saving);
  if (errors.length > 0) return {errors};
  const ofType = recordTypeErrors(saving, row);
  if (ofType.length > 0) return {errors: ofType};
  const isNew = saving.position === undefined;
  const duplicates = duplicateValues(saving, row);
  if (isNew) duplicates.push(...repeatedPair(saving.table, row));
  if (duplicates.length > 0) return {errors: duplicates};
  return {row: Object.assign(row, personFields(saving, row))};
}

function unknownFields({input, type}: Saving): SaveError[] {
  const [name] = input.unknown;
  if (name === undefined) return [];
  const message = `No such column '${name}' on sobject of type ${type.name}`;
  return [{statusCode: 'INVALID_FIELD', message, fields: []}];
}

function readOnlyFields({input, position}: Saving): SaveError[] {
  const allowed = position === undefined ? 'createable' : 'updateable';
  const fields = [...input.values.keys()].filter(field => !field[allowed]).map(field => field.name);
  if (fields.length === 0) return [];
  const message = `Unable to create/update fields: ${fields.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
  return [{statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', message, fields}];
}

function missingFields(saving: Saving): SaveError[] {
  const {input, type, position} = saving;
  const isEmpty = (value: Value | undefined) =>
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  const fields = type.requiredFields
    .filter(field =>
      position === undefined ? isAsked(field) : field.updateable && input.values.has(field),
    )
    .filter(field => isEmpty(input.values.get(field)))
    .filter(({name}) => name !== 'Name' || !isPersonAccount(saving))
    .map(field => field.name);
  if (fields.length === 0) return [];
  const message = `Required fields are missing: [${fields.join(', ')}]`;
  return [{statusCode: 'REQUIRED_FIELD_MISSING', message, fields}];
}

function isAsked(field: FieldDescribe): boolean {
  return field.createable && !field.defaultedOnCreate;
}

function checkValues({session, input}: Saving): {row: Row; errors: SaveError[]} {
  const row: Record<string, Value> = {};
  const errors: SaveError[] = [];
  for (const [field, value] of input.values) {
    const checked =
      field.type === 'reference' ? checkReference(session, field, value) : checkValue(field, value);
    if ('error' in checked) errors.push(checked.error);
    else row[field.name] = checked.value;
  }
  return {row, errors};
}

function duplicateValues({session, table, type, position}: Saving, row: Row): SaveError[] {
  return type.uniqueFields.flatMap(field => {
    const value = row[field.name];
    if (value === undefined || value === null) return [];
    const other = table
      .find(field.name, String(value))
      .find(found => found !== position && !table.isDeleted(found));
    if (other === undefined) return [];
    // Who cannot see the other record is not told which one it is.
    const [name, id] = isHidden(session, table, other)
      ? ['<unknown>', '<unknown>']
      : [field.name, table.idAt(other).slice(0, 15)];
    const message = `duplicate value found: ${name} duplicates value on record with id: ${id}`;
    return [{statusCode: 'DUPLICATE_VALUE', message, fields: []}];
  });
}
