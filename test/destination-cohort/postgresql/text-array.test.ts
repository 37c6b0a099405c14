import {afterAll, beforeAll, expect, test} from 'vitest';
import {TextArray} from '../../../destination-cohort/channels/postgresql/text-array.js';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const TEXTS = [
  'plain',
  null,
  '',
  'NULL',
  'quote " backslash \\ brace {}',
  'Żółć 漢字 😀',
  'a'.repeat(70),
  `${'b'.repeat(200_000)}é`,
  'last',
];

test('PostgreSQL reads each text as it was added, also those that are picked', async () => {
  const array = new TextArray();
  array.add('é'.repeat(300_000));
  array.clear();
  for (const text of TEXTS) array.add(text);
  expect(await read(array)).toEqual(TEXTS);
  const places = [1, 3, 7, 8];
  expect(await read(array.pick(places))).toEqual(places.map(place => TEXTS[place]));
  array.clear();
  array.add('again');
  expect(await read(array)).toEqual(['again']);
});

async function read(array: TextArray): Promise<unknown> {
  const [row] = await database.sql('SELECT $1::text[] AS texts', [array.toBuffer()]);
  return row?.texts;
}
