import type {UserPropertyType} from '@cohort-salesforce/source-cohort/cohort';
import {configError, ownValue} from '@cohort-salesforce/spec';
import type {Config} from '../../generated/types.js';
import {CORE_FIELDS, EMAIL} from '../../mapping/core-fields.js';
import {checkMapping} from '../check-mapping.js';
import {describeLag, readClockLag} from './clock-lag.js';
import {columnNameOf} from './column-name.js';
import type {Query} from './database.js';
import {selectForApp, stepsForApp} from './describe-setup.js';
import {quoteIdentifier} from './quote-identifier.js';
import {type NeededColumn, tableChanges} from './table-changes.js';
import {describeTable, propertyTypeOf, type Table} from './table-columns.js';
import {quoteTable, type TableLocation} from './table-location.js';

/** Says how the table is and how to set up Cohort's app. Throws what is in the way; writes nothing. */
export async function checkTable(
  query: Query,
  {config, location}: {config: Config; location: TableLocation},
): Promise<string> {
  const targets = checkMapping(config);
  const [[version = '', readsOnly = false] = []] = (await query({
    text: `SELECT current_setting('server_version'), pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'`,
  })) as [string, boolean][];
  if (readsOnly) {
    throw configError(
      'PostgreSQL only reads: found a replica or a read-only database, expected the primary server in channel.url.',
    );
  }
  const table = await describeTable(query, location);
  const needed = neededColumns(targets, {config, table});
  const changes = tableChanges(location, table, needed);
  await requirePermissions(query, {location, table, changes});
  const columns = table?.columns.keys() ?? [];
  const all = new Set([
    ...columns,
    'first_name',
    'last_name',
    'lang',
    ...needed.map(({name}) => name),
  ]);
  const lag = describeLag(await readClockLag(query));
  return [
    `Connected to PostgreSQL ${version}: users can be written to ${quoteTable(location)}.`,
    ...(lag ? [lag] : []),
    ...(changes.length > 0 ? [`The first run will do this:\n${toScript(changes)}`] : []),
    stepsForApp(location, selectForApp(location, all)),
  ].join('\n');
}

/** Those of the mapping. A type that only the source knows is that of the column, or text for now. */
function neededColumns(
  written: readonly string[],
  {config: {property_types}, table}: {config: Config; table: Table | undefined},
): NeededColumn[] {
  const targets = written.filter(target => target !== EMAIL);
  return targets.map(target => {
    const isCore = CORE_FIELDS.includes(target);
    const name = columnNameOf({target, isCore});
    const type = (isCore ? undefined : ownValue(property_types, target)) as UserPropertyType;
    const present = table?.columns.get(name)?.type;
    return {name, type: type ?? propertyTypeOf(present ?? '') ?? 'text'};
  });
}

interface Permissions {
  location: TableLocation;
  table: Table | undefined;
  changes: readonly string[];
}

/** Throws with the SQL for the administrator when the database user may not do what has to be done. */
export async function requirePermissions(
  query: Query,
  {location, table, changes}: Permissions,
): Promise<void> {
  const [[user = '', hasSchema = false, mayCreate = false] = []] = (await query({
    text: `SELECT current_user::text, to_regnamespace($1) IS NOT NULL,
      coalesce(has_schema_privilege(to_regnamespace($1), 'CREATE'), false)`,
    values: [quoteIdentifier(location.schema)],
  })) as [string, boolean, boolean][];
  const mayChange = table ? table.mayAlter : mayCreate;
  const isReady = changes.length === 0 || mayChange;
  if (isReady && (table === undefined || table.mayWrite)) return;
  const schema = quoteIdentifier(location.schema);
  const script = [
    ...(hasSchema ? [] : [`CREATE SCHEMA ${schema}`]),
    ...changes,
    `GRANT USAGE ON SCHEMA ${schema} TO ${quoteIdentifier(user)}`,
    `GRANT SELECT, INSERT, UPDATE ON ${quoteTable(location)} TO ${quoteIdentifier(user)}`,
  ];
  throw configError(
    `The database user ${user} may not prepare or write ${quoteTable(location)}. Let an administrator run this SQL (columns without a type in property_types are text: change them first if need be), then check again:\n${toScript(script)}`,
  );
}

function toScript(statements: readonly string[]): string {
  return statements.map(statement => `${statement};`).join('\n');
}
