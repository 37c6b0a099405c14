import {
  type Conversion,
  ownValue,
  type Rejection,
  stringifyJson,
  toEmailKey,
  type ValueRejection,
} from '@cohort-salesforce/spec';
import {type Column, type MatchingKey, readProperty, type Target} from '../target/index.js';
import {
  type Cell,
  convertValue,
  type Field,
  isEmailAddress,
  show,
  toText,
} from '../values/index.js';
import type {FieldRejection, PreparedRow, RejectedCell} from './row.js';

/**
 * A record as it came -> a row, or why it can mean no record. A value that Salesforce would refuse
 * is kept with the row: it matters only if it has to be written.
 */
export function prepareRecord(
  data: Record<string, unknown>,
  target: Target,
): PreparedRow | Rejection {
  const keyText = textOf(data, target.key.source);
  const keyRejection = rejectKey(target.key, keyText);
  const {cells, refused, truncated} = convertCells(data, target);
  const userId = userIdOf(cells, target);
  const problem = rejectUserId(userId, refused, target) ?? (userId === null && keyRejection);
  if (problem) return rejectRow(keyText, problem);
  const key = keyRejection ? '' : toKey(target.key, keyText);
  return {key, keyText, userId, cells, refused, truncated, ...(keyRejection && {keyRejection})};
}

export function rejectRow(
  keyText: string,
  {code, message, fields}: {code: string; message: string; fields: readonly string[]},
): Rejection {
  return {status: 'rejected', key: keyText || null, code, message, fields};
}

function convertCells(data: Record<string, unknown>, target: Target) {
  const cells: (Cell | undefined)[] = [];
  const refused: RejectedCell[] = [];
  const truncated: string[] = [];
  for (const [position, column] of target.columns.entries()) {
    const converted = isNeeded(position, target) ? convertCell(data, column, target) : undefined;
    if (converted && 'rejection' in converted) {
      const {code, message} = converted.rejection;
      const text = toKeyText(writtenValue(data, column));
      refused.push({column: position, text, code, message, fields: [column.path]});
      cells.push(undefined);
      continue;
    }
    if (converted?.truncatedFrom !== undefined) truncated.push(column.path);
    const cell = position === target.userIdColumn ? converted?.value : wellFormed(converted?.value);
    cells.push(keepOrClear(cell, position, target));
  }
  return {cells, refused, truncated};
}

// Whose a record is must be known even where nothing of the user is written.
function rejectUserId(
  userId: string | null,
  refused: readonly RejectedCell[],
  {columns, userIdColumn}: Target,
): FieldRejection | undefined {
  const refusedId = refused.find(({column}) => column === userIdColumn);
  if (refusedId) return refusedId;
  const column = columns[userIdColumn ?? -1];
  if (!column || userId === null || !HALF_CHARACTER.test(userId)) return undefined;
  return {...describeHalf(column.field, userId), fields: [column.path]};
}

/** A key's normal form: equal for two texts exactly if they mean the same record. */
export function toKey({kind, fields}: MatchingKey, text: string): string {
  if (kind === 'email') return toEmailKey(text);
  if (kind === 'id') return text.slice(0, 15);
  if (kind === 'number') return numberOf(fields, text) ?? text;
  return fields[0]?.caseSensitive ? text.trim() : text.trim().toLowerCase();
}

function numberOf(fields: MatchingKey['fields'], text: string): Cell | undefined {
  const converted = toNumber(fields, text);
  return converted && 'value' in converted ? converted.value : undefined;
}

function toNumber([field]: MatchingKey['fields'], text: string): Conversion<Cell> | undefined {
  return field && convertValue(field, text);
}

function textOf(data: Record<string, unknown>, source: string): string {
  return toKeyText(ownValue(data, source));
}

function toKeyText(value: unknown): string {
  if (value === null || value === undefined) return '';
  // A list with one address in it is no address.
  return (Array.isArray(value) ? stringifyJson(value) : toText(value)).trim();
}

// A surrogate alone: no query and no upload can say it, and what they say instead may be another's.
const HALF_CHARACTER = /\p{Cs}/u;

// As every upload writes half a character, so that what is stored does not look like a change.
function wellFormed(cell: Cell | undefined): Cell | undefined {
  return typeof cell === 'string' ? cell.toWellFormed() : cell;
}

function describeHalf({label}: Pick<Field, 'label'>, text: string): ValueRejection {
  const message = `${label}: text with half a character: ${show(text)}`;
  return {code: 'INVALID_TYPE_ON_FIELD_IN_RECORD', message};
}

function rejectKey({kind, fields}: MatchingKey, text: string): FieldRejection | undefined {
  const {name = '', label = ''} = fields[0] ?? {};
  if (text === '') {
    return {
      code: 'REQUIRED_FIELD_MISSING',
      message: `${label}: the user has nothing to be matched by`,
      fields: [name],
    };
  }
  // No record holds it, and no query has room for a text of any length.
  const longest = Math.max(...fields.map(({length}) => length));
  if (longest > 0 && text.length > longest) {
    const message = `${label}: data value too large: ${text.length} characters (max length=${longest})`;
    return {code: 'STRING_TOO_LONG', message, fields: [name]};
  }
  if (kind === 'email' && !isEmailAddress(text)) {
    const message = `${label}: invalid email address: ${show(text)}`;
    return {code: 'INVALID_EMAIL_ADDRESS', message, fields: [name]};
  }
  if (kind === 'id' && !/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text)) {
    const message = `${label}: id value of incorrect type: ${show(text)}`;
    return {code: 'MALFORMED_ID', message, fields: [name]};
  }
  if (HALF_CHARACTER.test(text)) return {...describeHalf({label}, text), fields: [name]};
  const converted = kind === 'number' ? toNumber(fields, text) : undefined;
  if (!converted || 'value' in converted) return undefined;
  return {...converted.rejection, fields: [name]};
}

// The user id decides whose a record is, even where nothing of the user is written.
function isNeeded(position: number, {columns, userIdColumn, mode}: Target): boolean {
  const {onCreate = false, onUpdate = false} = columns[position] ?? {};
  if (position === userIdColumn) return true;
  if (mode === 'delete') return false;
  return (mode !== 'update' && onCreate) || (mode !== 'insert' && onUpdate);
}

function convertCell(
  data: Record<string, unknown>,
  column: Column,
  {truncate}: Target,
): Conversion<Cell> | undefined {
  const value = writtenValue(data, column);
  return value === undefined ? undefined : convertValue(column.field, value, {truncate});
}

/** What the record's value becomes by the config's own values. */
function writtenValue(data: Record<string, unknown>, column: Column): unknown {
  const value = readProperty(column, data);
  const isEmpty = value === undefined || value === null || value === '';
  return column.values && !isEmpty ? column.values.toTarget(value) : value;
}

// An empty value leaves the field as it is unless the config says otherwise. A checkbox is never empty, and
// a record without the user's id would be free for another user.
function keepOrClear(cell: Cell | undefined, position: number, target: Target) {
  if (cell !== null) return cell;
  const {columns, clearEmpty, userIdColumn} = target;
  const mayClear = clearEmpty && columns[position]?.field.nillable && position !== userIdColumn;
  return mayClear ? null : undefined;
}

function userIdOf(cells: readonly (Cell | undefined)[], {userIdColumn}: Target): string | null {
  return userIdColumn === undefined ? null : (cells[userIdColumn] ?? null);
}
