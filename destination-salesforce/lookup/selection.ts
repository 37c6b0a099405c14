import {ownValue, toCanonicalValue} from '@cohort-salesforce/spec';
import type {Digest} from '@cohort-salesforce/spec/baseline';
import {salesforceKindOf} from '../link/linked-property.js';
import {type Match, type MatchLink, toKey} from '../match/index.js';
import type {Target} from '../target/index.js';
import {type Cell, type Field, toStoredCell} from '../values/index.js';

/** What is asked of each record of the org: paths in the order of the answer, and what they are for. */
export interface Selection {
  paths: readonly string[];
  createdDate: number;
  /** -1 where records are not converted. */
  isConverted: number;
  userId: number;
  keys: readonly number[];
  /** By column of the target; -1 where its present value does not matter. */
  columns: readonly number[];
  /** In link mode. */
  link?: {
    modified: number;
    modifiedBy: number;
    digest(text: string | null): Digest;
  };
}

const ID = 0;

export function buildSelection(
  target: Target,
  digest?: (text: string | null) => Digest,
): Selection {
  const paths = ['Id'];
  const select = (path: string | undefined): number => {
    if (path === undefined) return -1;
    if (!paths.includes(path)) paths.push(path);
    return paths.indexOf(path);
  };
  const {columns, userIdColumn, key, createdDate, isConverted, mode} = target;
  const isCompared = mode === 'upsert' || mode === 'update';
  const link = digest && {
    modified: select(target.modified?.name),
    modifiedBy: select(target.modifiedBy?.name),
    digest,
  };
  return {
    paths,
    ...(link && {link}),
    createdDate: select(createdDate?.name),
    isConverted: select(isConverted?.name),
    userId: userIdColumn === undefined ? -1 : select(columns[userIdColumn]?.path),
    keys: key.fields.map(field => select(field.name)),
    columns: columns.map(({path, onUpdate}) => (isCompared && onUpdate ? select(path) : -1)),
  };
}

/** A record's values, in the selection's order, as the API returns them -> a match. */
export function toMatch(values: readonly unknown[], selection: Selection, target: Target): Match {
  const cellAt = (position: number, field: Field | undefined): Cell =>
    position < 0 || !field ? null : toStoredCell(field, values[position]);
  const {columns, userIdColumn = -1, key, createdDate, isConverted} = target;
  return {
    id: String(values[ID]),
    createdDate: cellAt(selection.createdDate, createdDate) ?? '',
    isConverted: cellAt(selection.isConverted, isConverted) === 'true',
    userId: cellAt(selection.userId, columns[userIdColumn]?.field)?.trim() || null,
    keys: selection.keys.map((position, index) => {
      const cell = cellAt(position, key.fields[index]);
      return cell === null ? null : toKey(key, cell);
    }),
    stored: selection.columns.map((position, column) => cellAt(position, columns[column]?.field)),
    ...linkOf(values, selection, target),
  };
}

function linkOf(
  values: readonly unknown[],
  {link, columns: positions}: Selection,
  {columns}: Target,
): {link?: MatchLink} {
  if (!link) return {};
  const salesforce = positions.map((position, column) => {
    const field = columns[column]?.field;
    if (position < 0 || !field) return link.digest(null);
    return link.digest(toCanonicalValue(salesforceKindOf(field), values[position]));
  });
  const modified = Date.parse(toCanonicalValue('datetime', values[link.modified]) ?? '');
  const modifiedBy = values[link.modifiedBy];
  return {
    link: {
      salesforce,
      modified: Number.isNaN(modified) ? 0 : modified,
      modifiedBy: typeof modifiedBy === 'string' && modifiedBy !== '' ? modifiedBy : null,
    },
  };
}

/** The value a path leads to in a record of a REST query, through a parent if need be. */
export function valueAt(record: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = record;
  for (const name of path.split('.')) {
    value = ownValue((value ?? {}) as Record<string, unknown>, name);
  }
  return value;
}
