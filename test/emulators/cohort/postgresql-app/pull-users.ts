import pg from 'pg';
import {invalid} from '../api-error.js';
import {emailKey} from '../merchant/email.js';
import type {Merchant} from '../merchant/merchant.js';
import type {PropertyType} from '../merchant/property-book.js';
import {coreFields} from '../merchant/user-table.js';
import {type WriteMode, writeUsers} from '../merchant/write-users.js';
import type {AppSettings} from './app-settings.js';

const PAGE = 1000;

export interface Pull {
  /** Rows that the query returned. */
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  invalid: number;
  /** What the next pull asks to be later than; null at first, and when the query has no `updated_at`. */
  last: string | null;
}

/** Imports what the query returns, as documented: with `updated_at`, only what changed since the last import. */
export async function pullUsers(
  merchant: Merchant,
  settings: AppSettings,
  last: string | null,
): Promise<Pull> {
  const client = new pg.Client({connectionString: settings.url});
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('BEGIN READ ONLY');
    return await pullFrom(client, {merchant, settings, last});
  } finally {
    await client.end();
  }
}

interface Source {
  merchant: Merchant;
  settings: AppSettings;
  last: string | null;
}

async function pullFrom(client: pg.Client, {merchant, settings, last}: Source): Promise<Pull> {
  const run = (await client.query('SELECT clock_timestamp()::text AS now')).rows[0].now as string;
  const columns = await describe(client, settings.query);
  if (!columns.some(({name}) => name === 'email'))
    throw invalid('The query must return a column email');
  const isIncremental = columns.some(({name}) => name === 'updated_at');
  const matched = matchColumns(columns, merchant, settings.columns);
  const texts = columns.map(({name}) => `${quote(name)}::text`).join(', ');
  const filter = isIncremental && last !== null ? 'WHERE updated_at > $1' : '';
  await client.query({
    text: `DECLARE pulled NO SCROLL CURSOR FOR SELECT ${texts} FROM (${settings.query}) AS q ${filter} ${isIncremental ? 'ORDER BY q.updated_at' : ''}`,
    values: filter ? [last] : [],
  });
  const pull: Pull = {rows: 0, created: 0, updated: 0, unchanged: 0, invalid: 0, last};
  const seen = new Set<string>();
  for (;;) {
    const {rows} = await client.query({text: `FETCH ${PAGE} FROM pulled`, rowMode: 'array'});
    if (rows.length === 0) break;
    importRows(merchant, {rows, columns, matched, seen}, pull);
  }
  if (!isIncremental) pull.last = null;
  else if (settings.last === 'run') pull.last = run;
  return pull;
}

interface Column {
  name: string;
  type: PropertyType;
}

const TYPES: Readonly<Record<number, PropertyType>> = {
  16: 'boolean',
  1082: 'date',
  1700: 'number',
  20: 'number',
  21: 'number',
  23: 'number',
  700: 'number',
  701: 'number',
};

async function describe(client: pg.Client, query: string): Promise<Column[]> {
  const {fields} = await client.query(`SELECT * FROM (${query}) AS q LIMIT 0`);
  return fields.map(({name, dataTypeID}) => ({name, type: TYPES[dataTypeID] ?? 'text'}));
}

type Match = {core: string} | {property: string; type: PropertyType} | undefined;

// A person matches them in the dashboard, and creates what properties are missing.
function matchColumns(
  columns: readonly Column[],
  {properties, users}: Merchant,
  chosen: AppSettings['columns'],
): Match[] {
  return columns.map(({name, type}) => {
    if (name === 'email' || name === 'updated_at') return undefined;
    const target = chosen[name] ?? name;
    const core = coreFields.find(field => field === target || snakeCase(field) === target);
    if (core) return {core};
    const found =
      properties.byReference(target) ?? properties.all.find(property => property.name === target);
    const property =
      found ?? properties.create(target, type, {referenceId: target, rows: users.size});
    return {property: property.referenceId, type: property.type};
  });
}

interface Rows {
  rows: (string | null)[][];
  columns: readonly Column[];
  matched: readonly Match[];
  seen: Set<string>;
}

function importRows(merchant: Merchant, {rows, columns, matched, seen}: Rows, pull: Pull): void {
  const emailAt = columns.findIndex(({name}) => name === 'email');
  const stampAt = columns.findIndex(({name}) => name === 'updated_at');
  const items = rows.map(row => {
    const email = row[emailAt] ?? '';
    const key = emailKey(email);
    if (seen.has(key)) throw invalid('The query must return one row per user');
    seen.add(key);
    pull.last = row[stampAt] ?? pull.last;
    return toItem(email, row, matched);
  });
  const mode: WriteMode = 'upsert';
  for (const {status} of writeUsers(merchant, {mode, items}, () => undefined).results) {
    if (status !== 'not_found') pull[status] += 1;
  }
  pull.rows += rows.length;
}

// Empty values are skipped, as the CSV import does.
function toItem(email: string, row: readonly (string | null)[], matched: readonly Match[]) {
  const item: Record<string, unknown> = {email};
  const properties: Record<string, unknown> = {};
  for (const [index, match] of matched.entries()) {
    const text = row[index];
    if (!match || text === null || text === undefined || text === '') continue;
    if ('core' in match) item[match.core] = text;
    else properties[match.property] = toValue(match.type, text);
  }
  return {...item, properties};
}

function toValue(type: PropertyType, text: string): unknown {
  if (type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function quote(name: string): string {
  return `q."${name.replaceAll('"', '""')}"`;
}
