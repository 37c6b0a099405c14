import pg from 'pg';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';
import {check, contact, freshTable, statusesOf, write} from './fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const KEYED = 'email_key text PRIMARY KEY, email text';
const ada = contact('ada@example.com', 1, {Points: 5});

test('rows that were there before are kept, written when a record comes, and pulled once', async () => {
  const {config, table, rows} = freshTable(database);
  await database.sql(
    `CREATE TABLE ${table} (${KEYED}); INSERT INTO ${table} SELECT name, name FROM unnest('{ada@example.com,old@example.com}'::text[]) name`,
  );
  expect(await check(config)).toContain('"updated_at" timestamp with time zone DEFAULT');
  expect(statusesOf(await write(config, [[ada]]))).toEqual(['updated']);
  expect(statusesOf(await write(config, [[ada]]))).toEqual(['unchanged']);
  expect(await rows('email_key, points::text, updated_at IS NOT NULL AS stamped')).toEqual([
    {email_key: 'ada@example.com', points: '5', stamped: true},
    {email_key: 'old@example.com', points: null, stamped: true},
  ]);
});

test('a row whose own columns are empty is older than every record', async () => {
  const {config, table, rows} = freshTable(database);
  await database.sql(
    `CREATE TABLE ${table} (${KEYED}, updated_at timestamptz, record_modified timestamptz, record_tie_breaker text, points numeric);
    INSERT INTO ${table} (email_key, email, points) VALUES ('ada@example.com', 'ada@example.com', 1), ('old@example.com', 'old@example.com', 1)`,
  );
  expect(await check(config)).toContain('SET "updated_at" = clock_timestamp()');
  expect(statusesOf(await write(config, [[ada]]))).toEqual(['updated']);
  expect(await rows('points::text, updated_at IS NOT NULL AS stamped')).toEqual([
    {points: '5', stamped: true},
    {points: '1', stamped: true},
  ]);
  expect(await check(config)).not.toContain('The first run');
});

test.each([
  ['a view', table => `CREATE TABLE base_of (${KEYED}); CREATE VIEW ${table} AS TABLE base_of`],
  [
    'a partitioned table',
    table => `CREATE TABLE ${table} (${KEYED}) PARTITION BY HASH (email_key)`,
  ],
  [
    'has rows, but not the columns',
    table => `CREATE TABLE ${table} (email text); INSERT INTO ${table} VALUES ('old@example.com')`,
  ],
  [
    'has the trigger touch, which sets updated_at',
    table =>
      `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
      CREATE TABLE ${table} (${KEYED}); CREATE TRIGGER touch BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION touch()`,
  ],
] as const satisfies readonly [string, (table: string) => string][])(
  'check and write refuse a table that %s',
  async (words, create) => {
    const {config, table} = freshTable(database);
    await database.sql(create(table));
    const refused = {failure: 'config_error', message: expect.stringContaining(words)};
    await expect(check(config)).rejects.toMatchObject(refused);
    await expect(write(config, [[ada]])).rejects.toMatchObject(refused);
  },
);

test('a pooler that gives each transaction another connection loses prepared statements, and nothing else', async () => {
  const {config, rows} = freshTable(database);
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = async function (this: pg.Client, ...argv: never[]) {
    const isBegin = String((argv as unknown[])[0]).startsWith('BEGIN');
    if (isBegin) await Reflect.apply(query, this, ['DEALLOCATE ALL']);
    return Reflect.apply(query, this, argv);
  } as never;
  try {
    const batches = [1, 2, 3].map(minute => [contact('ada@example.com', minute, {Points: minute})]);
    expect(statusesOf(await write(config, batches))).toEqual(['created', 'updated', 'updated']);
  } finally {
    pg.Client.prototype.query = query;
  }
  expect(await rows('points::text')).toEqual([{points: '3'}]);
});
