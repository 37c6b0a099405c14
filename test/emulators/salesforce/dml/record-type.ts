import {ownRecordTypes, type RecordTypeInfo} from '../objects/index.js';
import type {Row} from '../org/index.js';
import type {SaveError} from './save-result.js';
import type {Saving} from './saving.js';

/** The record type that a new record gets when the call names none. */
export function defaultRecordType({table}: Saving): Row {
  const chosen = ownRecordTypes(table.type.describe).find(info => info.defaultRecordTypeMapping);
  return chosen ? {RecordTypeId: chosen.recordTypeId} : {};
}

/** A record type of another object, and values of restricted picklists that the record type does not have. */
export function recordTypeErrors(saving: Saving, row: Row): SaveError[] {
  const infos = ownRecordTypes(saving.table.type.describe);
  if (infos.length === 0) return [];
  const id = recordTypeId(saving, row);
  if (id === null || id === undefined) return [];
  const info = infos.find(({recordTypeId, available}) => available && recordTypeId === id);
  if (!info && row.RecordTypeId !== undefined) return [notValid(String(id))];
  return info ? picklistErrors(saving, row, info) : [];
}

function recordTypeId(saving: Saving, row: Row): unknown {
  const {table, position} = saving;
  if (row.RecordTypeId !== undefined) return row.RecordTypeId;
  return position === undefined
    ? defaultRecordType(saving).RecordTypeId
    : table.value(position, 'RecordTypeId');
}

function notValid(id: string): SaveError {
  return {
    statusCode: 'INVALID_CROSS_REFERENCE_KEY',
    message: `Record Type ID: this ID value isn't valid for the user: ${id}`,
    fields: ['RecordTypeId'],
  };
}

function picklistErrors({table}: Saving, row: Row, info: RecordTypeInfo): SaveError[] {
  return Object.entries(info.emulatedPicklists ?? {}).flatMap(([name, values]) => {
    const field = table.type.field(name);
    const value = row[name];
    if (!field?.restrictedPicklist || typeof value !== 'string') return [];
    const known = values.map(text => text.toLowerCase());
    if (value.split(';').every(text => known.includes(text.trim().toLowerCase()))) return [];
    const message = `${field.label}: bad value for restricted picklist field: ${value}`;
    return [{statusCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, fields: [name]}];
  });
}
