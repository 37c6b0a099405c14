import type {UserPropertyType} from '@cohort-salesforce/source-cohort/cohort';
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
}

export interface Table {
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

const COLUMNS = `
  SELECT a.attname, format_type(a.atttypid, a.atttypmod),
    a.attgenerated <> '' OR a.attidentity = 'a',
    a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
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
    pg_has_role(c.relowner, 'USAGE')
  FROM pg_class c WHERE c.oid = to_regclass($1)`;

/** What is there; undefined when there is no such table. */
export async function describeTable(
  query: Query,
  location: TableLocation,
): Promise<Table | undefined> {
  const values = [quoteTable(location)];
  const [traits] = await query({text: TRAITS, values});
  if (!traits) return undefined;
  const [hasUniqueKey, hasUpdatedAtIndex, mayWrite, mayAlter] = traits as boolean[];
  const rows = (await query({text: COLUMNS, values})) as [string, string, boolean, boolean][];
  const columns = rows.map(
    ([name, type, isGenerated, isRequired]) =>
      [name, {name, type, isGenerated, isRequired}] as const,
  );
  return {
    columns: new Map(columns),
    hasUniqueKey: hasUniqueKey === true,
    hasUpdatedAtIndex: hasUpdatedAtIndex === true,
    mayWrite: mayWrite === true,
    mayAlter: mayAlter === true,
  };
}
