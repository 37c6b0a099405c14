import type {RecordResult, Rejection} from '@cohort-salesforce/spec';
import {type Column, findLacking, type Target} from '../target/index.js';
import {type Cell, isSameCell} from '../values/index.js';
import {chooseRecords, type DecisionContext} from './choose-records.js';
import {rejectRow} from './prepare-record.js';
import type {Change, FieldRejection, Match, Row} from './row.js';

export type Decision =
  | {kind: 'result'; result: RecordResult}
  | {kind: 'create'; change: Change}
  | {kind: 'update' | 'delete'; changes: readonly Change[]};

export const UNCHANGED: RecordResult = {status: 'unchanged'};

/** What to do for a row, given every record it may mean. */
export function decide(
  row: Row,
  matches: readonly Match[],
  context: DecisionContext,
): Decision & {ambiguous?: readonly Match[]} {
  const {target} = context;
  const choice = chooseRecords(row, matches, context);
  if ('rejection' in choice) return withResult(choice.rejection);
  const {chosen, ambiguous} = choice;
  const seen = ambiguous.length > 1 ? {ambiguous} : {};
  if (chosen.length === 0) {
    if (row.keyRejection) return withResult(rejectRow(row.keyText, row.keyRejection));
    return target.mode === 'update' ? withResult(UNCHANGED) : createRecord(row, target);
  }
  if (target.mode === 'insert') return {...withResult(UNCHANGED), ...seen};
  if (target.mode === 'delete') {
    return {kind: 'delete', changes: chosen.map(({id}) => ({id, cells: []})), ...seen};
  }
  const its = isIdTaken(row, {matches, chosen, target}) ? withoutId(row, target) : row;
  const changes: Change[] = [];
  for (const match of chosen) {
    const refused = findRefused(its, match, target);
    if (refused) return withResult(rejectRow(row.keyText, refused));
    const change = toUpdate(its, match, target);
    if (change) changes.push(change);
  }
  if (changes.length === 0) return {...withResult(UNCHANGED), ...seen};
  return {kind: 'update', changes, ...seen};
}

function withResult(result: RecordResult): Decision {
  return {kind: 'result', result};
}

/** A new record for a row, or why there can be none. */
export function createRecord(row: Row, target: Target): Decision {
  if (target.mode === 'delete') return withResult(UNCHANGED);
  // Without its key it would never be found again, and created by every run.
  if (!target.columns[target.keyColumn]?.onCreate) return withResult(rejectUnknown(row, target));
  const refused = row.refused.find(({column}) => target.columns[column]?.onCreate);
  if (refused) return withResult(rejectRow(row.keyText, refused));
  const cells = target.columns.map(({path, onCreate}, column) =>
    onCreate ? (row.cells[column] ?? target.createDefaults.get(path)) : undefined,
  );
  const rejection = rejectIncomplete(row, cells, target);
  return rejection ? withResult(rejection) : {kind: 'create', change: {id: null, cells}};
}

function rejectUnknown({keyText}: Row, {object, columns, keyColumn}: Target): Rejection {
  const {path = ''} = columns[keyColumn] ?? {};
  return {
    status: 'rejected',
    key: keyText,
    code: 'INVALID_CROSS_REFERENCE_KEY',
    message: `no ${object} has this ${path}, and none can be created with it`,
    fields: [path],
  };
}

function rejectIncomplete(
  {keyText}: Row,
  cells: readonly (Cell | undefined)[],
  target: Target,
): Rejection | undefined {
  const isGiven = (name: string) =>
    target.columns.some(
      ({path, parent}, column) =>
        (parent?.reference ?? path) === name &&
        cells[column] !== undefined &&
        cells[column] !== null,
    );
  const {names: fields, text} = findLacking(target, isGiven);
  if (text === '') return undefined;
  const message = `Required fields are missing: [${text}]`;
  return {status: 'rejected', key: keyText, code: 'REQUIRED_FIELD_MISSING', message, fields};
}

/** Whether a record that is not chosen, such as a converted lead, keeps the id in a unique field. */
export function isIdTaken(
  {userId}: Row,
  found: {matches: readonly Match[]; chosen: readonly Match[]; target: Target},
): boolean {
  const {matches, chosen, target} = found;
  const isUnique = target.columns[target.userIdColumn ?? -1]?.field.unique ?? false;
  const holds = (match: Match) => userId !== null && match.userId === userId;
  return isUnique && matches.some(one => holds(one) && !chosen.some(({id}) => id === one.id));
}

function withoutId(row: Row, {userIdColumn}: Target): Row {
  const cells = row.cells.map((cell, column) => (column === userIdColumn ? undefined : cell));
  return {...row, cells};
}

/** Whether a field that holds something is left as it is. */
export function onlyFills({onlyEmpty = false}: Column, {fillEmptyOnly}: Target): boolean {
  return onlyEmpty || fillEmptyOnly;
}

/** The first value that has to be written and cannot be. */
function findRefused(row: Row, match: Match, target: Target): FieldRejection | undefined {
  return row.refused.find(({column, text}) => {
    const its = target.columns[column];
    const stored = match.stored[column] ?? null;
    if (!its?.onUpdate || (onlyFills(its, target) && stored !== null)) return false;
    return !isSameCell(its.field, text, stored);
  });
}

/** Only what differs; undefined when nothing does. */
function toUpdate(row: Row, match: Match, target: Target): Change | undefined {
  let differs = false;
  const cells = target.columns.map((_, column) => {
    const cell = cellToWrite({row, match, target, column});
    differs ||= cell !== undefined;
    return cell;
  });
  return differs ? {id: match.id, cells, before: match.stored} : undefined;
}

function cellToWrite({
  row,
  match,
  target,
  column,
}: {
  row: Row;
  match: Match;
  target: Target;
  column: number;
}): Cell | undefined {
  const cell = row.cells[column];
  const its = target.columns[column];
  if (cell === undefined || !its?.onUpdate) return undefined;
  const stored = match.stored[column] ?? null;
  if (onlyFills(its, target) && stored !== null) return undefined;
  // A record that holds the key, in whatever case and field, is not rewritten for its spelling.
  if (column === target.keyColumn && match.keys.includes(row.key)) return undefined;
  return isSameCell(its.field, cell, stored) || isSameParent(its, cell, stored) ? undefined : cell;
}

// Salesforce finds a parent by its external id in any case, where the case makes no other id.
// https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_upsert.htm
function isSameParent({field, parent}: Column, cell: Cell, stored: Cell): boolean {
  if (parent === undefined || !field.unique || field.caseSensitive) return false;
  return cell?.toLowerCase() === stored?.toLowerCase();
}
