import type {UserPropertyType} from '@cohort-salesforce/source-cohort/cohort';
import {ownValue} from '@cohort-salesforce/spec';
import type {Query} from './database.js';
import {quoteTable, type TableLocation} from './table-location.js';

/** A column as the server describes it. */
export interface Column {
  name: string;
  /** With its limits, such as `numeric(10,2)`. */
  type: string;
  /** Only the server can fill it. */
  isGenerated: boolean;
  /** Must be given a value. */
  isRequired: boolean;
  mayBeNull: boolean;
}

export interface Table {
  /** Such as `view`; undefined for an ordinary table. */
  otherKind: string | undefined;
  /** A trigger that sets `updated_at`. */
  stampingTrigger: string | undefined;
  /** Whether it has rows without a key, as somebody else has made them. */
  hasKeylessRows: boolean;
  columns: ReadonlyMap<string, Column>;
  hasUniqueKey: boolean;
  hasUpdatedAtIndex: boolean;
  mayWrite: boolean;
  mayAlter: boolean;
}

export const COLUMN_TYPES: Readonly<Record<UserPropertyType, string>> = {
  text: 'text',
  number: 'numeric',
  boolean: 'boolean',
  date: 'date',
};

/** A column's type -> the property's type; undefined for one that would change or refuse values. */
export function propertyTypeOf(columnType: string): UserPropertyType | undefined {
  if (columnType === 'character varying') return 'text';
  const types = Object.keys(COLUMN_TYPES) as UserPropertyType[];
  return types.find(type => COLUMN_TYPES[type] === columnType);
}

// https://www.postgresql.org/docs/current/catalog-pg-class.html
const OTHER_KINDS: Readonly<Record<string, string>> = {
  v: 'a view',
  m: 'a materialized view',
  f: 'a foreign table',
  // Its rows do not say whether they are new.
  p: 'a partitioned table',
};

const COLUMNS = `
  SELECT a.attname, format_type(a.atttypid, a.atttypmod),
    a.attgenerated <> '' OR a.attidentity = 'a',
    a.attnotnull AND NOT a.atthasdef AND a.attidentity = '', NOT a.attnotnull
  FROM pg_attribute a
  WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attnum`;

const TRAITS = `
  SELECT
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
      AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indnkeyatts = 1 AND i.indkey[0] = (SELECT attnum FROM pg_attribute WHERE attrelid = c.oid AND attname = 'email_key')),
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
      AND i.indkey[0] = (SELECT attnum FROM pg_attribute WHERE attrelid = c.oid AND attname = 'updated_at')),
    has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE'),
    pg_has_role(c.relowner, 'USAGE'),
    has_table_privilege(c.oid, 'SELECT'),
    c.relkind::text,
    (SELECT g.tgname FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
      WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D' AND g.tgtype & 2 <> 0
        AND (p.prosrc ILIKE '%updated_at%' OR encode(g.tgargs, 'escape') ILIKE '%updated_at%') LIMIT 1)
  FROM pg_class c WHERE c.oid = to_regclass($1)`;

/** What is there; undefined when there is no such table. */
export async function describeTable(
  query: Query,
  location: TableLocation,
): Promise<Table | undefined> {
  const values = [quoteTable(location)];
  const [traits] = await query({text: TRAITS, values});
  if (!traits) return undefined;
  const [hasUniqueKey, hasUpdatedAtIndex, mayWrite, mayAlter, mayRead, kind, trigger] = traits;
  const columns = await readColumns(query, values);
  const isKeyed = columns.has('email_key') && columns.has('email');
  const [hasRows] =
    isKeyed || mayRead !== true
      ? []
      : ((await query({text: `SELECT EXISTS (SELECT FROM ${quoteTable(location)})`}))[0] ?? []);
  return {
    columns,
    otherKind: ownValue(OTHER_KINDS, String(kind)),
    stampingTrigger: typeof trigger === 'string' ? trigger : undefined,
    hasKeylessRows: hasRows === true,
    hasUniqueKey: hasUniqueKey === true,
    hasUpdatedAtIndex: hasUpdatedAtIndex === true,
    mayWrite: mayWrite === true,
    mayAlter: mayAlter === true,
  };
}

async function readColumns(
  query: Query,
  values: readonly string[],
): Promise<ReadonlyMap<string, Column>> {
  const rows = await query({text: COLUMNS, values});
  return new Map(
    (rows as [string, string, boolean, boolean, boolean][]).map(
      ([name, type, isGenerated, isRequired, mayBeNull]) => [
        name,
        {name, type, isGenerated, isRequired, mayBeNull},
      ],
    ),
  );
}
