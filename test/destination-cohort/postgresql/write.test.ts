import {afterAll, beforeAll, expect, test} from 'vitest';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';
import {contact, freshTable, statusesOf, write} from './fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('users are created, updated and left alone, and updated_at moves only when a value changes', async () => {
  const {config, rows} = freshTable(database);
  const first = [
    contact('Ada@Example.com', 1, {FirstName: 'Ada', Points: 1.5, Vip: true, Since: '2024-02-29'}),
    contact('bob@example.com', 1),
  ];
  expect(statusesOf(await write(config, [first]))).toEqual(['created', 'created']);
  const before = await rows(
    'email, email_key, first_name, points::text, vip, since::text, updated_at::text',
  );
  expect(before).toMatchObject([
    {
      email: 'Ada@Example.com',
      email_key: 'ada@example.com',
      first_name: 'Ada',
      points: '1.5',
      vip: true,
      since: '2024-02-29',
    },
    {email: 'bob@example.com', first_name: null},
  ]);
  expect(statusesOf(await write(config, [first]))).toEqual(['unchanged', 'unchanged']);
  expect(
    await rows('email, email_key, first_name, points::text, vip, since::text, updated_at::text'),
  ).toEqual(before);
  const changed = [
    contact('ada@example.com', 2, {FirstName: 'Ada', Points: 2}),
    contact('bob@example.com', 9),
  ];
  expect(statusesOf(await write(config, [changed]))).toEqual(['updated', 'unchanged']);
  const after = await rows('points::text, vip, updated_at::text');
  expect(after[0]).toMatchObject({points: '2', vip: true});
  expect(String(after[0]?.updated_at) > String(before[0]?.updated_at)).toBe(true);
  expect(after[1]?.updated_at).toBe(before[1]?.updated_at);
});

test('values are written as listed, empty ones as their default, and constants always', async () => {
  const {config, rows} = freshTable(database, {
    values: [{source: 'FirstName', from: 'Ada', to: 'A.'}],
    defaults: {Points: 7},
    constants: {origin: 'crm', rank: 3},
  });
  const records = [contact('ada@example.com', 1, {FirstName: 'Ada', Points: null})];
  expect(statusesOf(await write(config, [records]))).toEqual(['created']);
  expect(await rows('first_name, points::text, origin, rank::text')).toEqual([
    {first_name: 'A.', points: '7', origin: 'crm', rank: '3'},
  ]);
  expect(statusesOf(await write(config, [records]))).toEqual(['unchanged']);
});

test('clear_empty empties what is null and leaves what a record does not have', async () => {
  const {config, rows} = freshTable(database, {clear_empty: true});
  const [ada, bob] = ['ada@example.com', 'bob@example.com'] as const;
  await write(config, [
    [
      contact(ada, 1, {FirstName: 'Ada', Points: 1}),
      contact(bob, 1, {FirstName: 'Bob', Points: 1}),
    ],
  ]);
  const results = await write(config, [
    [contact(ada, 2, {FirstName: null, Points: 2}), contact(bob, 2, {Points: null})],
  ]);
  expect(statusesOf(results)).toEqual(['updated', 'updated']);
  await write(config, [[contact(ada, 1, {FirstName: 'Late'})]]);
  expect(await rows('first_name, points::text')).toEqual([
    {first_name: null, points: '2'},
    {first_name: 'Bob', points: null},
  ]);
});

test('text that PostgreSQL cannot hold is replaced, and a date that it does not know is rejected', async () => {
  const {config, rows} = freshTable(database);
  const records = [
    contact('ada@example.com', 1, {FirstName: 'A\0d\ud800a', Points: '0.1000'}),
    contact('bob@example.com', 1, {Since: '0000-01-01'}),
    contact('eve@example.com', 1, {FirstName: '{"a",NULL,\\"}', Points: '1e21'}),
    contact('ned@exa\ud800mple.com', 1),
  ];
  expect(await write(config, [records])).toMatchObject([
    {status: 'created'},
    {status: 'rejected', code: 'VALUE_NOT_DATE', fields: ['Since']},
    {status: 'created'},
    {status: 'rejected', code: 'EMAIL_INVALID'},
  ]);
  expect(await rows('first_name, points::text')).toEqual([
    {first_name: 'A\uFFFDd\uFFFDa', points: '0.1'},
    {first_name: '{"a",NULL,\\"}', points: '1000000000000000000000'},
  ]);
});

test('a batch of more rows than one statement takes has a result for each', async () => {
  const {config, table} = freshTable(database);
  const records = Array.from({length: 10_001}, (_, index) =>
    contact(`user${index}@example.com`, 1, {Points: index}),
  );
  const results = await write(config, [records]);
  expect(new Set(statusesOf(results))).toEqual(new Set(['created']));
  const some = records.map((record, index) =>
    index % 1000 === 7 ? {...record, Points: -1} : record,
  );
  const again = statusesOf(await write(config, [some]));
  expect(again.flatMap((status, index) => (status === 'updated' ? [index % 1000] : []))).toEqual(
    new Array(10).fill(7),
  );
  expect(
    await database.sql(
      `SELECT count(*)::int AS rows, count(DISTINCT updated_at)::int AS stamps FROM ${table}`,
    ),
  ).toEqual([{rows: 10_001, stamps: 10_001}]);
});

test('with users: existing only those are written whose address is known, in whatever letters', async () => {
  await database.sql(
    `CREATE TABLE known (address text); INSERT INTO known VALUES (' ADA@Example.com'), (NULL)`,
  );
  const {config, rows} = freshTable(
    database,
    {users: 'existing'},
    {existing_users: {table: 'known', column: 'address'}},
  );
  const results = await write(config, [
    [contact('ada@example.com', 1), contact('bob@example.com', 1)],
  ]);
  expect(statusesOf(results)).toEqual(['created', 'unchanged']);
  expect(await rows('email_key')).toEqual([{email_key: 'ada@example.com'}]);
  const {config: without} = freshTable(database, {users: 'existing'});
  await expect(write(without, [])).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining('existing_users'),
  });
});

test('a dry run counts what would be done and leaves nothing', async () => {
  const {config, table} = freshTable(database, {dry_run: true});
  const records = [contact('ada@example.com', 1, {Points: 1})];
  expect(statusesOf(await write(config, [records, records]))).toEqual(['created', 'created']);
  expect(await database.sql(`SELECT to_regclass('${table}') AS found`)).toEqual([{found: null}]);
});
