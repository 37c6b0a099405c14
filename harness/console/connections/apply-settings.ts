import {configError} from '@cohort-salesforce/spec';
import type {Document} from 'yaml';
import type {Connection, Import} from '../../generated/types.js';
import {applyChannel} from './apply-channel.js';
import {setEntries, setValue} from './edit-connection.js';

type FormEntry = ReturnType<FormData['get']>;

/** Puts a submitted settings form into the connection file. */
export function applySettings(document: Document, form: FormData): void {
  const before = document.toJS() as Connection;
  const isImport = form.has('import_enabled');
  applyChannel(document, form);
  setValue(document, ['import', 'enabled'], isImport);
  setText(document, ['import', 'object'], form.get('object'));
  setText(document, ['import', 'email_field'], form.get('email_field'));
  setText(document, ['import', 'users'], form.get('import_users'));
  const fields = importedFields(before.import.fields, form);
  if (fields) setEntries(document, ['import', 'fields'], fields);
  applyExport(document, {before, form, isImport});
  for (const limit of ['max_rejected', 'max_changes', 'api_calls'])
    setText(document, ['limits', limit], toLimit(form.get(limit)));
  dropEmpty(document, ['limits']);
  setText(document, ['import', 'on_delete'], toOnDelete(form));
  setText(document, ['on_failure'], form.get('on_failure'));
  setText(document, ['schedule'], form.get('schedule'));
}

function applyExport(
  document: Document,
  {before, form, isImport}: {before: Connection; form: FormData; isImport: boolean},
): void {
  // Without import, or a way out of Cohort, the page disables this part, so none of it is submitted.
  if (!isImport || !form.has('user_id_field')) {
    if (before.export) setValue(document, ['export', 'enabled'], false);
    return;
  }
  const isExport = form.has('export_enabled');
  if (!isExport && !before.export) return;
  setValue(document, ['export', 'enabled'], isExport);
  setText(document, ['export', 'user_id_field'], form.get('user_id_field'));
  setText(document, ['export', 'users'], form.get('export_users'));
  const {properties = {}, create_defaults = {}} = before.export ?? {};
  setEntries(document, ['export', 'properties'], exportedProperties(properties, form));
  const defaults = parseDefaults(String(form.get('create_defaults') ?? ''), create_defaults);
  setEntries(document, ['export', 'create_defaults'], defaults);
}

/** Undefined if a list says it already. */
function importedFields(
  before: Import['fields'] = {},
  form: FormData,
): Record<string, unknown> | undefined {
  const mapping = new Map<string, unknown>(
    Array.isArray(before) ? before.map(name => [name, name]) : Object.entries(before),
  );
  const picked = new Set(form.getAll('pick').map(String));
  let isChanged = false;
  for (const name of form.getAll('row').map(String)) {
    const known = mapping.get(name);
    const wanted = picked.has(name) ? toImported(known, name, form) : undefined;
    if (JSON.stringify(known) === JSON.stringify(wanted)) continue;
    isChanged = true;
    if (wanted === undefined) mapping.delete(name);
    else mapping.set(name, wanted);
  }
  return isChanged ? Object.fromEntries(mapping) : undefined;
}

function toImported(known: unknown, name: string, form: FormData): unknown {
  const property = String(form.get(`property:${name}`) ?? '').trim() || name;
  const wins = String(form.get(`wins:${name}`) ?? '');
  const others = typeof known === 'object' && known !== null ? {...known} : {};
  const whole = {...others, property, ...(wins && {wins})};
  return Object.keys(whole).length === 1 ? property : whole;
}

function exportedProperties(
  before: Readonly<Record<string, unknown>>,
  form: FormData,
): Record<string, unknown> {
  const properties = new Map(Object.entries(before));
  for (const name of form.getAll('property_row').map(String)) {
    const to = String(form.get(`to:${name}`) ?? '');
    const known = properties.get(name);
    if (to === '') properties.delete(name);
    else if (typeof known === 'object' && known !== null)
      properties.set(name, {...known, field: to});
    else properties.set(name, to);
  }
  return Object.fromEntries(properties);
}

/** `Field=value` by line; a value that reads as before keeps its type. */
function parseDefaults(
  text: string,
  before: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const lines = text.split('\n').map(line => line.trim());
  return Object.fromEntries(
    lines.filter(Boolean).map(line => {
      const [name = '', value] = line.split(/=(.*)/s).map(part => part.trim());
      if (value && String(before[name]) === value) return [name, before[name]];
      if (value) return [name, value];
      throw configError(`at /export/create_defaults: found "${line}", wanted Field=value`);
    }),
  );
}

// The property is written as property:NAME=VALUE.
function toOnDelete(form: FormData): FormEntry {
  const action = form.get('on_delete');
  if (action !== 'property') return action;
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const [property, value] = [text('on_delete_property'), text('on_delete_value')];
  if (property !== '' && value !== '') return `property:${property}=${value}`;
  throw configError('at /import/on_delete: a user property and its value are needed');
}

// A number stays a number; a percentage is text.
function toLimit(entry: FormEntry): FormEntry | number {
  return typeof entry === 'string' && /^\d+$/.test(entry.trim()) ? Number(entry) : entry;
}

/** Absent from the form: unchanged. Empty: removed. */
function setText(document: Document, path: readonly string[], entry: FormEntry | number): void {
  if (entry === null) return;
  const text = typeof entry === 'string' ? entry.trim() : entry;
  setValue(document, path, text === '' ? undefined : text);
}

function dropEmpty(document: Document, path: readonly string[]): void {
  const found = document.toJS()[path[0] ?? ''];
  if (found && Object.keys(found).length === 0) document.deleteIn(path);
}
