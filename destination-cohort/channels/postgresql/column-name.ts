import {createHash} from 'node:crypto';
import {configError} from '@cohort-salesforce/spec';
import {MAX_NAME_BYTES} from './quote-identifier.js';

/** The core fields of a user and their columns; the app matches columns to them. */
export const CORE_COLUMNS: Readonly<Record<string, string>> = {
  firstName: 'first_name',
  lastName: 'last_name',
  lang: 'lang',
};

/** What the table has beside the values of a user. */
export const OWN_COLUMNS: readonly string[] = [
  'email_key',
  'email',
  'record_modified',
  'record_tie_breaker',
  'updated_at',
];

// Every table of PostgreSQL has these.
const SYSTEM_COLUMNS = ['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid', 'oid'];
const DIGEST_CHARACTERS = 8;

/** The column of a core field or a property. Throws when the name belongs to another column. */
export function columnNameOf({target, isCore}: {target: string; isCore: boolean}): string {
  if (isCore) return CORE_COLUMNS[target] ?? target;
  const taken = [...OWN_COLUMNS, ...Object.values(CORE_COLUMNS), ...SYSTEM_COLUMNS];
  if (taken.includes(target)) {
    throw configError(
      `The user property ${target} cannot have a column: the table uses this name itself. Map the field to another name, and match the column to the property in Cohort's app.`,
    );
  }
  return Buffer.byteLength(target) <= MAX_NAME_BYTES ? target : shorten(target);
}

// Two long names that begin alike stay two.
function shorten(name: string): string {
  const digest = createHash('sha1').update(name).digest('hex').slice(0, DIGEST_CHARACTERS);
  let start = name;
  while (Buffer.byteLength(start) > MAX_NAME_BYTES - DIGEST_CHARACTERS - 1) {
    start = [...start].slice(0, -1).join('');
  }
  return `${start}_${digest}`;
}
