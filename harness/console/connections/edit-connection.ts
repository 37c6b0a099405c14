import {readFile, stat} from 'node:fs/promises';
import {toConnectorError} from '@cohort-salesforce/spec';
import {type Document, isMap, parseDocument} from 'yaml';
import {PLACEHOLDERS} from '../../commands/connect.js';
import {parseSchedule} from '../../connection/parse-schedule.js';
import {readConnection} from '../../connection/read-connection.js';
import {writeFileAtomically} from '../../store/write-file-atomically.js';

/**
 * Changes a connection file and keeps its comments. What would not be valid is not written; resolves
 * with the reason then.
 */
export async function editConnection(
  path: string,
  edit: (document: Document) => void,
): Promise<string | undefined> {
  const written = await readFile(path, 'utf8');
  const document = parseDocument(written);
  const format = {lineWidth: 0, flowCollectionPadding: !/[{]\S/.test(written)};
  try {
    const before = document.toString(format);
    edit(document);
    const text = document.toString(format);
    if (text === before) return undefined;
    const {connection} = await readConnection(path, {text, placeholders: PLACEHOLDERS});
    if (connection.schedule !== undefined) parseSchedule(connection.schedule);
    await writeFileAtomically(path, text, (await stat(path)).mode & 0o777);
    return undefined;
  } catch (error) {
    return toConnectorError(error).message;
  }
}

/** Sets a value only if it differs, so that what is written differently but means the same stays. */
export function setValue(document: Document, path: readonly string[], value: unknown): void {
  const present: unknown = document.getIn(path);
  const before = isMap(present) ? present.toJSON() : present;
  if (JSON.stringify(before) === JSON.stringify(value)) return;
  if (value === undefined) {
    if (document.hasIn(path)) document.deleteIn(path);
  } else document.setIn(path, value);
}

/** Makes a map contain these entries, one by one: the comments of those that stay are kept. */
export function setEntries(
  document: Document,
  path: readonly string[],
  entries: Readonly<Record<string, unknown>>,
): void {
  const present: unknown = document.getIn(path);
  if (!isMap(present)) {
    const isEmpty = Object.keys(entries).length === 0;
    setValue(document, path, isEmpty ? undefined : entries);
    return;
  }
  const before = present.toJSON() as Record<string, unknown>;
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(entries, key)) present.delete(key);
  }
  for (const [key, value] of Object.entries(entries)) setValue(document, [...path, key], value);
  if (present.items.length === 0) document.deleteIn(path);
}
