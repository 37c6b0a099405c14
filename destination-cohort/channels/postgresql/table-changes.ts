import {createHash} from 'node:crypto';
import type {UserPropertyType} from '@cohort-salesforce/source-cohort/cohort';
import {configError} from '@cohort-salesforce/spec';
import {CORE_COLUMNS} from './column-name.js';
import {quoteIdentifier} from './quote-identifier.js';
import {COLUMN_TYPES, type Column, type Table} from './table-columns.js';
import {quoteTable, type TableLocation} from './table-location.js';

/** A column that a field needs. */
export interface NeededColumn {
  name: string;
  type: UserPropertyType;
}

// The C collation compares byte by byte, which is fast and means the same on every server.
const OWN_DEFINITIONS: Readonly<Record<string, {type: string; rest?: string}>> = {
  email_key: {type: 'text', rest: 'COLLATE "C" PRIMARY KEY'},
  email: {type: 'text', rest: 'NOT NULL'},
  updated_at: {type: 'timestamp with time zone', rest: 'NOT NULL'},
  record_modified: {type: 'timestamp with time zone', rest: "NOT NULL DEFAULT '-infinity'"},
  record_tie_breaker: {type: 'text', rest: `COLLATE "C" NOT NULL DEFAULT ''`},
};

// What a row of somebody else's is given: it is older than every record, and Cohort imports it next.
const FIRST_VALUES: Readonly<Record<string, string>> = {
  updated_at: 'clock_timestamp()',
  record_modified: "'-infinity'",
  record_tie_breaker: "''",
};

/** The statements that give a table what it lacks; none when it lacks nothing. Each is safe to repeat. */
export function tableChanges(
  location: TableLocation,
  table: Table | undefined,
  needed: readonly NeededColumn[],
): string[] {
  const name = quoteTable(location);
  const core = Object.values(CORE_COLUMNS).map(column => ({name: column, type: 'text' as const}));
  const wanted = [...new Map([...core, ...needed].map(column => [column.name, column])).values()];
  const index = `CREATE INDEX IF NOT EXISTS ${quoteIdentifier(indexNameOf(location))} ON ${name} ("updated_at")`;
  if (!table) {
    const definitions = [
      ...Object.entries(OWN_DEFINITIONS).map(
        ([column, {type, rest}]) => `"${column}" ${type} ${rest}`,
      ),
      ...wanted.map(define),
    ];
    return [`CREATE TABLE IF NOT EXISTS ${name} (\n  ${definitions.join(',\n  ')}\n)`, index];
  }
  refuseOtherKinds(table, name);
  refuseOtherTypes(table, wanted, name);
  const missing = [
    ...Object.entries(OWN_DEFINITIONS)
      .filter(([column]) => !table.columns.has(column))
      .map(([column, {type, rest}]) =>
        column === 'updated_at'
          ? `"${column}" ${type} DEFAULT ${FIRST_VALUES.updated_at} ${rest}`
          : `"${column}" ${type} ${rest}`,
      ),
    ...wanted.filter(column => !table.columns.has(column.name)).map(define),
  ];
  return [
    ...missing.map(definition => `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS ${definition}`),
    ...Object.entries(FIRST_VALUES).flatMap(([column, first]) =>
      table.columns.get(column)?.mayBeNull
        ? [
            `UPDATE ${name} SET "${column}" = ${first} WHERE "${column}" IS NULL`,
            `ALTER TABLE ${name} ALTER COLUMN "${column}" SET DEFAULT ${first}, ALTER COLUMN "${column}" SET NOT NULL`,
          ]
        : [],
    ),
    ...(table.columns.has('email_key') && !table.hasUniqueKey
      ? [`CREATE UNIQUE INDEX ON ${name} ("email_key")`]
      : []),
    ...(table.hasUpdatedAtIndex ? [] : [index]),
  ];
}

function define({name, type}: NeededColumn): string {
  return `${quoteIdentifier(name)} ${COLUMN_TYPES[type]}`;
}

function indexNameOf({table}: TableLocation): string {
  return `cohort_updated_at_${createHash('sha1').update(table).digest('hex').slice(0, 12)}`;
}

function refuseOtherKinds({otherKind, stampingTrigger, hasKeylessRows}: Table, name: string): void {
  if (otherKind !== undefined) {
    throw configError(
      `${name} is ${otherKind}, expected an ordinary table: name another one in channel.table. The first run creates it.`,
    );
  }
  if (hasKeylessRows) {
    throw configError(
      `The table ${name} has rows, but not the columns email and email_key, by which users are found: name another table in channel.table. The first run creates it.`,
    );
  }
  if (stampingTrigger !== undefined) {
    throw configError(
      `The table ${name} has the trigger ${stampingTrigger}, which sets updated_at. Cohort would miss changes that are committed late: remove the trigger, or name another table in channel.table.`,
    );
  }
}

function refuseOtherTypes(table: Table, needed: readonly NeededColumn[], name: string): void {
  const own = Object.entries(OWN_DEFINITIONS).map(([column, {type}]) => ({column, type}));
  const others = needed.map(column => ({column: column.name, type: COLUMN_TYPES[column.type]}));
  const wanted = new Map([...own, ...others].map(({column, type}) => [column, type]));
  const problems = [...table.columns.values()].flatMap(column =>
    problemOf(column, wanted.get(column.name)),
  );
  if (problems.length === 0) return;
  throw configError(
    `The table ${name} does not fit: ${problems.join('; ')}. Map the fields to other properties, change the columns, or name another table in channel.table.`,
  );
}

function problemOf(
  {name, type, isGenerated, isRequired}: Column,
  wanted: string | undefined,
): string[] {
  if (wanted === undefined) {
    return isRequired
      ? [`column ${name}: found NOT NULL without a default, expected one that may be empty`]
      : [];
  }
  if (isGenerated) return [`column ${name}: found a generated column, expected an ordinary one`];
  const isSame = type === wanted || (wanted === 'text' && type === 'character varying');
  return isSame ? [] : [`column ${name}: found ${type}, expected ${wanted}`];
}
