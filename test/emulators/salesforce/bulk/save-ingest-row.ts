import type {FaultBook} from '../../control/index.js';
import {
  deleteRecord,
  failed,
  type Input,
  insertRecord,
  purgeRecord,
  type SaveError,
  type SaveResult,
  saveUnlessLocked,
  updateRecord,
  upsertRecord,
} from '../dml/index.js';
import type {Table} from '../org/index.js';
import type {Column} from './ingest-columns.js';
import type {IngestJob} from './ingest-job.js';

/** What has to be known of a job to save its rows. */
export type RowJob = Pick<IngestJob, 'key' | 'type' | 'operation' | 'session'>;

/** Where rows are saved. `seen` holds the keys of the rows saved together with this one. */
export interface RowTarget {
  table: Table;
  faults: FaultBook;
  seen: Set<string>;
}

/** Saves one row of an upload. */
export function saveIngestRow(
  job: RowJob,
  row: readonly string[],
  {columns, ...target}: RowTarget & {columns: readonly Column[]},
): SaveResult {
  const input: Input = {values: new Map(), parents: [], unknown: []};
  const errors: SaveError[] = columns.flatMap((column, at) => column(input, row[at] ?? '') ?? []);
  return errors.length > 0 ? {success: false, errors} : saveInput(job, input, target);
}

/** Saves a record of a job, in whatever form it came. */
export function saveInput(job: RowJob, input: Input, {table, faults, seen}: RowTarget): SaveResult {
  const id = takeId(job, input);
  return (
    repeatedKey(job, input, seen) ??
    saveUnlessLocked(faults, id, () => save(job, table, {input, id}))
  );
}

function takeId(job: RowJob, {values}: Input): string | undefined {
  if (job.key) return undefined;
  const field = job.type.field('Id');
  const id = field && values.get(field);
  if (field) values.delete(field);
  return id === null || id === undefined ? undefined : String(id).trim();
}

function repeatedKey({key}: RowJob, {values}: Input, seen: Set<string>): SaveResult | undefined {
  const value = key && values.get(key);
  if (!key || value === undefined || value === null) return undefined;
  const text = String(value).trim().toLowerCase();
  if (seen.has(text))
    return failed('DUPLICATE_EXTERNAL_ID', `Duplicate external id specified: ${value}`, [key.name]);
  seen.add(text);
  return undefined;
}

function save(
  {session, operation, key}: RowJob,
  table: Table,
  {input, id}: {input: Input; id: string | undefined},
): SaveResult {
  if (operation === 'insert') return insertRecord(session, table, input);
  if (operation === 'upsert' && key) return upsertRecord(session, table, key, input);
  if (id === undefined)
    return failed('MISSING_ARGUMENT', `Id not specified in ${operation} call`, []);
  if (operation === 'update') return updateRecord(session, table, id, input);
  return operation === 'delete'
    ? deleteRecord(session, table, id)
    : purgeRecord(session, table, id);
}

/** `CODE:message:fields --`, one after the other. */
export function errorText(errors: readonly SaveError[]): string {
  return errors.map(oneError).join('');
}

function oneError({statusCode, message, fields}: SaveError): string {
  return `${statusCode}:${message}:${fields.length > 0 ? `${fields.join(',')} ` : ''}--`;
}
