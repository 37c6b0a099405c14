import {afterAll, beforeAll, expect, test} from 'vitest';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';
import {contact, FIELDS, freshTable, MAPPING, statusesOf, streamOf, write} from './fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const HOSTILE = [
  '"; DROP TABLE cohort_users; --',
  "it's",
  'with "quotes"',
  '$1',
  'select',
  'Ünïcödé 😀',
  '__proto__',
  'constructor',
  'back\\slash',
  'line\nbreak',
  'a'.repeat(63),
  `${'é'.repeat(40)}1`,
  `${'é'.repeat(40)}2`,
];

test("a property's name is never SQL, however long or hostile it is", async () => {
  const entries = HOSTILE.map((name, index) => [`f${index}`, name] as const);
  const mapping = {Email: 'email', ...Object.fromEntries(entries)};
  const {config} = freshTable(database, {mapping}, {table: 'users"; DROP TABLE x; --'});
  const properties = Object.fromEntries(
    ['Email', ...entries.map(([field]) => field)].map(field => [field, {type: 'string'}]),
  );
  const values = Object.fromEntries(entries.map(([field, name]) => [field, `value of ${name}`]));
  const records = [{Email: 'ada@example.com', ...values}];
  expect(statusesOf(await write(config, [records, records], streamOf(properties)))).toEqual([
    'created',
    'unchanged',
  ]);
  const [row = {}] = await database.sql('SELECT * FROM "users""; DROP TABLE x; --"');
  const kept = Object.values(row).filter(value => String(value).startsWith('value of '));
  expect(kept).toEqual(HOSTILE.map(name => `value of ${name}`));
  for (const name of HOSTILE.slice(0, 11)) expect(row[name]).toBe(`value of ${name}`);
});

test.each(['updated_at', 'email_key', 'ctid', 'first_name'])(
  'a property named %s is refused, as the table has that column itself',
  async target => {
    const {config} = freshTable(database, {mapping: {Email: 'email', FirstName: target}});
    await expect(write(config, [])).rejects.toMatchObject({
      failure: 'config_error',
      message: expect.stringContaining(target),
    });
  },
);

test('new fields get columns, and an existing column of another type is refused before anything is written', async () => {
  const {config, table, rows} = freshTable(database, {
    mapping: {Email: 'email', FirstName: 'firstName'},
  });
  await write(config, [[contact('ada@example.com', 1, {FirstName: 'Ada'})]]);
  await database.sql(`ALTER TABLE ${table} ADD COLUMN points integer, ADD COLUMN since date`);
  const wider = {...config, mapping: MAPPING};
  await expect(write(wider, [[contact('eve@example.com', 1)]])).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(/column points: found integer, expected numeric/),
  });
  await database.sql(`ALTER TABLE ${table} DROP COLUMN points`);
  expect(
    statusesOf(
      await write(wider, [[contact('ada@example.com', 2, {Points: 4})]], streamOf(FIELDS)),
    ),
  ).toEqual(['updated']);
  expect(await rows('points::text')).toEqual([{points: '4'}]);
});
