import {configError} from '@cohort-salesforce/spec';
import {type Document, isMap} from 'yaml';
import {isMapping} from '../../connection/merge-mappings.js';
import type {Connection, Import} from '../../generated/types.js';
import {applyChannel} from './apply-channel.js';
import {applyConditions} from './condition-lines.js';
import {setEntries, setValue} from './edit-connection.js';
import {parseEntryLines} from './entry-lines.js';
import {parseValue, toText} from './value-text.js';

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
  applyConditions(document, 'import', form.get('import_where'));
  applyEntries(document, ['import', 'constants'], form.get('import_constants'));
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
  applyConditions(document, 'export', form.get('export_where'));
  setEntries(
    document,
    ['export', 'properties'],
    exportedProperties(before.export?.properties ?? {}, form),
  );
  applyEntries(document, ['export', 'constants'], form.get('export_constants'));
  applyEntries(document, ['export', 'create_defaults'], form.get('create_defaults'));
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
  const entry = form.get(`default:${name}`);
  return withRule(
    known,
    {property},
    {wins: form.get(`wins:${name}`), default: toDefault(known, entry)},
  );
}

function exportedProperties(
  before: Readonly<Record<string, unknown>>,
  form: FormData,
): Record<string, unknown> {
  const properties = new Map(Object.entries(before));
  for (const name of form.getAll('property_row').map(String)) {
    const to = String(form.get(`to:${name}`) ?? '');
    if (to === '') properties.delete(name);
    else properties.set(name, toExported(properties.get(name), to, {name, form}));
  }
  return Object.fromEntries(properties);
}

function toExported(
  known: unknown,
  field: string,
  {name, form}: {name: string; form: FormData},
): unknown {
  const entry = form.get(`when:${name}`);
  // Always is what holds where nothing is said.
  const isAlways = entry === '' && isMapping(known) && known.when === 'always';
  const value = toDefault(known, form.get(`default_export:${name}`));
  return withRule(known, {field}, {when: isAlways ? null : entry, default: value});
}

// A value that reads as before keeps its type.
function toDefault(known: unknown, entry: FormEntry): unknown {
  if (typeof entry !== 'string' || entry.trim() === '') return entry === null ? null : '';
  const before = isMapping(known) ? known.default : undefined;
  return toText(before) === entry.trim() ? before : parseValue(entry.trim());
}

/** A mapping to a name alone, or with its rules in their order. Absent from the form: unchanged. Empty: removed. */
function withRule(
  known: unknown,
  to: Readonly<Record<string, string>>,
  rule: Readonly<Record<string, unknown>>,
): unknown {
  const whole: Record<string, unknown> = {...(isMapping(known) && known), ...to};
  for (const [key, entry] of Object.entries(rule)) {
    if (entry === '') delete whole[key];
    else if (entry !== null) whole[key] = entry;
  }
  return Object.keys(whole).length === 1 ? Object.values(whole)[0] : whole;
}

/** Puts the lines of a form, `Name=value`, into the map at this path. Absent from the form: unchanged. */
function applyEntries(document: Document, path: readonly string[], entry: FormEntry): void {
  if (entry === null) return;
  const present: unknown = document.getIn(path);
  const before = isMap(present) ? (present.toJSON() as Record<string, unknown>) : {};
  const wanted = path[0] === 'import' ? 'property=value' : 'Field=value';
  const entries = parseEntryLines(String(entry), {at: `/${path.join('/')}`, wanted, before});
  setEntries(document, path, entries);
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
