import {quoteCsv, stringifyJson} from '@cohort-salesforce/spec';
import {formatFields} from '../report/format-change.js';
import {wrap} from '../report/wrap.js';
import type {RecordedChange} from './changes-file.js';

/** One field of a change: a row for a table. */
export interface ChangeRow {
  at: string;
  system: string;
  result: string;
  person: string;
  record_id: string | null;
  user_id: string | null;
  field: string | null;
  /** Null where it was empty, or not known. */
  from: unknown;
  to: unknown;
}

const COLUMNS = [
  'at',
  'system',
  'result',
  'person',
  'record_id',
  'user_id',
  'field',
  'from',
  'to',
] as const satisfies readonly (keyof ChangeRow)[];

export const CSV_HEADER = COLUMNS.join(',');

/** A change -> one row for each field; one of its own if no field is known. */
export function toChangeRows(change: RecordedChange): ChangeRow[] {
  const {at, system, result, person, record_id = null, user_id = null, fields} = change;
  const base = {at, system, result, person, record_id, user_id};
  if (fields.length === 0) return [{...base, field: null, from: null, to: null}];
  return fields.map(({name, from = null, to}) => ({...base, field: name, from, to}));
}

export function toCsvLine(row: ChangeRow): string {
  return COLUMNS.map(column => toCell(row[column])).join(',');
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return quoteCsv(typeof value === 'string' ? value : stringifyJson(value));
}

const SYSTEMS: Readonly<Record<string, string>> = {cohort: 'Cohort', salesforce: 'Salesforce'};

/** The same for people, in lines of at most 60 characters where words allow. */
export function formatRecorded(change: RecordedChange): string[] {
  const {at, system, result, person, record_id, user_id, fields} = change;
  const id = system === 'cohort' ? user_id : record_id;
  const time = at.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
  const where = `${SYSTEMS[system] ?? system}${id === undefined ? '' : ` (${id})`}`;
  return [...wrap(`${time} ${result} ${person} in ${where}`, 2), ...formatFields(fields)];
}
