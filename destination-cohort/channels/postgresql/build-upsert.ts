import {quoteIdentifier} from './quote-identifier.js';
import {quoteTable, type TableLocation} from './table-location.js';

/** A column that a statement writes, and the type of its values. */
export interface WrittenColumn {
  name: string;
  /** As PostgreSQL calls it. */
  type: string;
}

interface UpsertOptions {
  location: TableLocation;
  /** Those of the user's values; the table's own columns are always written. */
  columns: readonly WrittenColumn[];
  /** Whether NULL empties a column. */
  clearEmpty: boolean;
  /** How far ahead of the database's clock rows are stamped. */
  secondsAhead: number;
}

/** What each batch has besides the user's values, in the order of the parameters. */
export const KEY_COLUMNS: readonly WrittenColumn[] = [
  {name: 'email_key', type: 'text'},
  {name: 'email', type: 'text'},
  {name: 'record_modified', type: 'timestamptz'},
  {name: 'record_tie_breaker', type: 'text'},
];

/**
 * One statement for a batch: each parameter is the array of one column, as texts. It returns one row with the places of the users
 * that were created and those that were updated; all others were as they should be.
 *
 * `updated_at` moves only when a value changes. It is later than every other `updated_at`, without ties: the transaction
 * must hold the table's lock, which the next writer gets when this one is committed.
 */
export function buildUpsert({location, columns, clearEmpty, secondsAhead}: UpsertOptions): string {
  const all = [...KEY_COLUMNS, ...columns];
  const names = all.map(({name}) => quoteIdentifier(name)).join(', ');
  const given = all.map(({type}, index) => `g.c${index}::${type}`).join(', ');
  const arrays = all.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const aliases = all.map((_, index) => `c${index}`).join(', ');
  const merged = columns.map(({name}) => ({
    name: quoteIdentifier(name),
    value: mergedValue(quoteIdentifier(name), clearEmpty),
  }));
  const differs = differsFrom(merged);
  return `
WITH base AS MATERIALIZED (
  SELECT greatest(
    clock_timestamp() + interval '${secondsAhead} seconds',
    (SELECT max(updated_at) FROM ${quoteTable(location)} WHERE updated_at < 'infinity') + interval '1 microsecond'
  ) AS stamp
), written AS (
  INSERT INTO ${quoteTable(location)} AS t (${names}, updated_at)
  SELECT ${given}, base.stamp + (g.place - 1) * interval '1 microsecond'
  FROM base, unnest(${arrays}) WITH ORDINALITY AS g(${aliases}, place)
  ON CONFLICT (email_key) DO UPDATE SET
    email = CASE WHEN ${IS_NEWEST} THEN EXCLUDED.email ELSE t.email END,
    record_modified = CASE WHEN ${IS_NEWEST} THEN EXCLUDED.record_modified ELSE t.record_modified END,
    record_tie_breaker = CASE WHEN ${IS_NEWEST} THEN EXCLUDED.record_tie_breaker ELSE t.record_tie_breaker END,
${merged.map(({name, value}) => `    ${name} = ${value},\n`).join('')}    updated_at = CASE WHEN ${differs} THEN EXCLUDED.updated_at ELSE t.updated_at END
  WHERE ${differs}
    OR (EXCLUDED.record_modified, EXCLUDED.record_tie_breaker) > (t.record_modified, t.record_tie_breaker)
  RETURNING t.updated_at, t.xmax = 0 AS is_new
), places AS (
  SELECT is_new, round(extract(epoch FROM updated_at - stamp) * 1000000)::int AS place
  FROM written, base WHERE updated_at >= stamp
)
SELECT string_agg(place::text, ',') FILTER (WHERE is_new), string_agg(place::text, ',') FILTER (WHERE NOT is_new)
FROM places`;
}

// Of two records that are equally new the last to come stands.
const IS_NEWEST =
  '(EXCLUDED.record_modified, EXCLUDED.record_tie_breaker) >= (t.record_modified, t.record_tie_breaker)';

// What the newest record leaves empty an older one may fill, unless empty is a value.
function mergedValue(name: string, clearEmpty: boolean): string {
  if (clearEmpty) return `CASE WHEN ${IS_NEWEST} THEN EXCLUDED.${name} ELSE t.${name} END`;
  return `CASE WHEN ${IS_NEWEST} THEN coalesce(EXCLUDED.${name}, t.${name}) ELSE coalesce(t.${name}, EXCLUDED.${name}) END`;
}

function differsFrom(merged: readonly {name: string; value: string}[]): string {
  if (merged.length === 0) return 'false';
  const present = merged.map(({name}) => `t.${name}`).join(', ');
  return `ROW(${present}) IS DISTINCT FROM ROW(${merged.map(({value}) => value).join(', ')})`;
}
