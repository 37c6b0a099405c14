import {createHash} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {toConnectorError} from '@cohort-salesforce/spec';
import {type Document, isMap, parseDocument} from 'yaml';
import {PLACEHOLDERS} from '../../commands/connect.js';
import {parseSchedule} from '../../connection/parse-schedule.js';
import {readConnection} from '../../connection/read-connection.js';
import {withoutHiddenFolders} from '../../report/hidden-folders.js';
import {writeFileAtomically} from '../../store/write-file-atomically.js';

export interface Edit {
  /** Of the text that the person saw who makes the change. */
  version: string;
  change(document: Document): void;
}

/** Returned when the file was changed after the person opened the page. */
export const OUTDATED = Symbol('outdated');

const underWay = new Map<string, Promise<unknown>>();

/**
 * Changes a connection file and keeps its comments. What would not be valid, or would undo the change of somebody else, is
 * not written; resolves with the reason then.
 */
export function editConnection(
  path: string,
  edit: Edit,
): Promise<string | typeof OUTDATED | undefined> {
  // One after the other: two forms that arrive together must not both find the version that they saw.
  const before = underWay.get(path) ?? Promise.resolve();
  const editing = before.catch(() => {}).then(() => editNow(path, edit));
  underWay.set(path, editing);
  return editing;
}

/** Another one for each text of a connection file. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

async function editNow(path: string, {version, change}: Edit) {
  const written = await readFile(path, 'utf8');
  if (versionOf(written) !== version) return OUTDATED;
  const document = parseDocument(written);
  const format = {lineWidth: 0, flowCollectionPadding: !/[{]\S/.test(written)};
  try {
    const before = document.toString(format);
    change(document);
    const text = document.toString(format);
    if (text === before) return undefined;
    const {connection} = await readConnection(path, {text, placeholders: PLACEHOLDERS});
    if (connection.schedule !== undefined) parseSchedule(connection.schedule);
    await writeFileAtomically(path, text, (await stat(path)).mode & 0o777);
    return undefined;
  } catch (error) {
    return withoutHiddenFolders(toConnectorError(error).message);
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
