import {afterAll, beforeAll, expect, test} from 'vitest';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';
import {contact, freshTable, statusesOf, write} from './fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test.each([
  ['in one batch', (a: object, b: object, c: object) => [[[b, c, a]]]],
  ['in batches', (a: object, b: object, c: object) => [[[c], [a], [b]]]],
  ['in runs', (a: object, b: object, c: object) => [[[c]], [[b]], [[a]], [[c]], [[a]]]],
])('the newest record wins whatever the order, %s', async (_, toRuns) => {
  const {config, rows} = freshTable(database);
  const records = [
    contact('ada@example.com', 1, {FirstName: 'Old', Points: 1, Vip: true}),
    contact('ADA@example.com', 2, {FirstName: 'Newer', Points: 2}),
    contact('ada@example.com', 3, {FirstName: 'Newest', Points: 3}),
  ] as const;
  for (const run of toRuns(...records)) await write(config, run);
  expect(await rows('first_name, points::text, vip')).toEqual([
    {first_name: 'Newest', points: '3', vip: true},
  ]);
});

test('a newest record with the same values still keeps older ones away', async () => {
  const {config, rows} = freshTable(database);
  await write(config, [
    [contact('ada@example.com', 1, {Points: 1})],
    [contact('ada@example.com', 9, {Points: 1})],
  ]);
  await write(config, [[contact('ada@example.com', 5, {Points: 5})]]);
  expect(await rows('points::text')).toEqual([{points: '1'}]);
});

test('records with the same timestamp are ordered by id, so a second run changes nothing', async () => {
  const {config, rows} = freshTable(database);
  const twins = [
    [contact('ada@example.com', 1, {Id: '0031', FirstName: 'One'})],
    [contact('ada@example.com', 1, {Id: '0032', FirstName: 'Two'})],
  ];
  await write(config, twins);
  const before = await rows('first_name, updated_at::text');
  expect(before).toMatchObject([{first_name: 'Two'}]);
  expect(statusesOf(await write(config, twins))).toEqual(['unchanged', 'unchanged']);
  expect(statusesOf(await write(config, twins.toReversed()))).toEqual(['unchanged', 'unchanged']);
  expect(await rows('first_name, updated_at::text')).toEqual(before);
});
