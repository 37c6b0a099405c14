import {OWN_COLUMNS} from './column-name.js';
import {quoteIdentifier} from './quote-identifier.js';
import {quoteTable, type TableLocation} from './table-location.js';

/** The SELECT for Cohort's app: one row for each user, and `updated_at`, by which only changes are imported. */
export function selectForApp(location: TableLocation, columns: Iterable<string>): string {
  const values = [...columns].filter(column => !OWN_COLUMNS.includes(column));
  const names = ['email', ...values, 'updated_at'].map(quoteIdentifier);
  return `SELECT ${names.join(', ')} FROM ${quoteTable(location)}`;
}

/** What a person does in Cohort's dashboard, once. */
export function stepsForApp(location: TableLocation, select: string): string {
  return [
    'In Cohort Admin > Settings > Integrations > Apps > PostgreSQL:',
    `1. Connect with a database user that may only read (GRANT USAGE ON SCHEMA ${quoteIdentifier(location.schema)}, GRANT SELECT ON ${quoteTable(location)}) and the schema ${location.schema}.`,
    '2. Turn on "Enable user import".',
    `3. Paste the query: ${select}`,
    '4. "Run Query", then match each column to its user property: first_name, last_name and lang to First name, Last name and language.',
    '5. Activate the sync. It runs every day at midnight UTC; ask your account manager for another schedule.',
  ].join('\n');
}
