import {quoteCsv} from '@cohort-salesforce/spec';
import type {Change} from '../match/index.js';
import type {Column, Target} from '../target/index.js';
import type {Cell} from '../values/index.js';

/** What clears a field; an empty cell leaves it as it is. */
const CLEAR = '#N/A';

/** The columns a job's CSV has, by position in the target, and its header line. */
export interface CsvLayout {
  columns: readonly number[];
  hasId: boolean;
  header: string;
}

export function buildCsvLayout(
  {columns}: Target,
  operation: 'create' | 'update' | 'delete',
): CsvLayout {
  const isWritten = ({onCreate, onUpdate}: Column) =>
    operation === 'create' ? onCreate : operation === 'update' && onUpdate;
  const positions = [...columns.keys()].filter(position => {
    const column = columns[position];
    return column !== undefined && isWritten(column);
  });
  const hasId = operation !== 'create';
  const names = positions.map(position => columns[position]?.path ?? '');
  const header = `${[...(hasId ? ['Id'] : []), ...names].join(',')}\n`;
  return {columns: positions, hasId, header};
}

/** A change as a line of CSV; undefined when only JSON can say it. */
export function buildCsvLine(
  {id, cells}: Change,
  {columns, hasId}: CsvLayout,
  target: Target,
): string | undefined {
  const parts: string[] = hasId ? [id ?? ''] : [];
  for (const position of columns) {
    const cell = cells[position];
    if (cell !== undefined && !canStandInCsv(cell, target.columns[position])) return undefined;
    parts.push(toCsv(cell));
  }
  return `${parts.join(',')}\n`;
}

// Bulk takes the very text `#N/A` for an order to clear the field, and a parent's external id has no clearing.
function canStandInCsv(cell: Cell, column: Column | undefined): boolean {
  return cell === null ? column?.parent === undefined : cell !== CLEAR;
}

function toCsv(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return cell === null ? CLEAR : quoteCsv(cell);
}
