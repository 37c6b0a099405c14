import type {Rejection, Verdict} from '../../spec/index.js';
import {type Column, findLacking, type Target} from '../target/index.js';
import {type Cell, isSameCell} from '../values/index.js';
import {chooseRecords, type DecisionContext} from './choose-records.js';
import type {Candidate, Change, Row} from './row.js';

export type Decision =
  | {kind: 'settled'; verdict: Verdict}
  | {kind: 'create'; change: Change}
  | {kind: 'update' | 'delete'; changes: readonly Change[]};

export const UNCHANGED: Verdict = {status: 'unchanged'};

/** What to do for a row, given every record it may mean. */
export function decide(
  row: Row,
  candidates: readonly Candidate[],
  context: DecisionContext,
): Decision & {ambiguous?: readonly Candidate[]} {
  const {target} = context;
  const choice = chooseRecords(row, candidates, context);
  if ('rejection' in choice) return settled(choice.rejection);
  const {chosen, ambiguous} = choice;
  const seen = ambiguous.length > 1 ? {ambiguous} : {};
  if (chosen.length === 0)
    return target.mode === 'update' ? settled(UNCHANGED) : create(row, target);
  if (target.mode === 'insert') return {...settled(UNCHANGED), ...seen};
  if (target.mode === 'delete') {
    return {kind: 'delete', changes: chosen.map(({id}) => ({id, cells: []})), ...seen};
  }
  const changes = chosen.flatMap(candidate => toUpdate(row, candidate, target) ?? []);
  if (changes.length === 0) return {...settled(UNCHANGED), ...seen};
  return {kind: 'update', changes, ...seen};
}

function settled(verdict: Verdict): Decision {
  return {kind: 'settled', verdict};
}

function create(row: Row, target: Target): Decision {
  if (target.mode === 'delete') return settled(UNCHANGED);
  // Without its key it would never be found again, and created by every run.
  if (!target.columns[target.keyColumn]?.onCreate) return settled(rejectUnknown(row, target));
  const cells = target.columns.map(({path, onCreate}, column) =>
    onCreate ? (row.cells[column] ?? target.createDefaults.get(path)) : undefined,
  );
  const rejection = rejectIncomplete(row, cells, target);
  return rejection ? settled(rejection) : {kind: 'create', change: {id: null, cells}};
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

/** Only what differs; undefined when nothing does. */
function toUpdate(row: Row, candidate: Candidate, target: Target): Change | undefined {
  let differs = false;
  const cells = target.columns.map((_, column) => {
    const cell = cellToWrite({row, candidate, target, column});
    differs ||= cell !== undefined;
    return cell;
  });
  return differs ? {id: candidate.id, cells} : undefined;
}

function cellToWrite({
  row,
  candidate,
  target,
  column,
}: {
  row: Row;
  candidate: Candidate;
  target: Target;
  column: number;
}): Cell | undefined {
  const cell = row.cells[column];
  const its = target.columns[column];
  if (cell === undefined || !its?.onUpdate) return undefined;
  const stored = candidate.stored[column] ?? null;
  if (target.fillEmptyOnly && stored !== null) return undefined;
  // A record that holds the key, in whatever case and field, is not rewritten for its spelling.
  if (column === target.keyColumn && candidate.keys.includes(row.key)) return undefined;
  return isSameCell(its.field, cell, stored) || isSameParent(its, cell, stored) ? undefined : cell;
}

// Salesforce finds a parent by its external id in any case, where the case makes no other id.
// https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_upsert.htm
function isSameParent({field, parent}: Column, cell: Cell, stored: Cell): boolean {
  if (parent === undefined || !field.unique || field.caseSensitive) return false;
  return cell?.toLowerCase() === stored?.toLowerCase();
}
