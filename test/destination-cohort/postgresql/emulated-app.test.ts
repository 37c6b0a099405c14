import {type CohortEmulator, startCohortEmulator} from '@cohort-salesforce/emulators/cohort';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';

let database: TestDatabase;
let cohort: CohortEmulator;
beforeAll(async () => {
  [database, cohort] = await Promise.all([createTestDatabase(), startCohortEmulator()]);
  await database.sql(
    'CREATE TABLE people (email text, first_name text, points numeric, updated_at timestamptz)',
  );
});
afterAll(async () => {
  await cohort.close();
  await database.close();
});

const QUERY = 'SELECT email, first_name, points, updated_at FROM people';

async function call(path: string, body: object = {}): Promise<[number, Record<string, unknown>]> {
  const answer = await fetch(`${cohort.url}/__emulator/postgresql-app${path}`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(body),
  });
  return [answer.status, (await answer.json()) as Record<string, unknown>];
}

const connect = (more: object = {}) => call('', {url: database.url, query: QUERY, ...more});
const add = (email: string, points: number | null, at: string) =>
  database.sql('INSERT INTO people VALUES ($1, $2, $3, $4)', [email, 'Ada', points, at]);

test.each([
  'WITH a AS (SELECT 1) SELECT * FROM a',
  'DELETE FROM people',
  'SELECT 1; DROP TABLE people',
  'SELECT * INTO copied FROM people',
])('only a top-level SELECT is taken, not %s', async query => {
  expect(await connect({query})).toMatchObject([417, {message: expect.stringContaining('SELECT')}]);
});

test('the query must return an email and one row per user', async () => {
  await connect({query: 'SELECT 1 AS points'});
  expect(await call('/pull')).toMatchObject([417, {message: expect.stringContaining('email')}]);
  await connect({query: "SELECT 'ada@example.com' AS email UNION ALL SELECT 'ADA@example.com'"});
  expect(await call('/pull')).toMatchObject([
    417,
    {message: expect.stringContaining('one row per user')},
  ]);
});

test('only what changed since the last import is pulled, and empty values are skipped', async () => {
  await connect();
  await add('ada@example.com', 5, '2026-01-01T00:00:00.000001Z');
  expect(await call('/pull')).toMatchObject([200, {rows: 1, created: 1}]);
  expect(await call('/pull')).toMatchObject([200, {rows: 0}]);
  await add('bob@example.com', 7, '2026-01-01T00:00:00.000002Z');
  await database.sql(
    "UPDATE people SET points = NULL, updated_at = '2026-01-02' WHERE email = 'ada@example.com'",
  );
  expect(await call('/pull')).toMatchObject([200, {rows: 2, created: 1, unchanged: 1}]);
  const users = await fetch(`${cohort.url}/v1/users`, {
    headers: {authorization: `Bearer ${cohort.apiKey}`},
  });
  expect(await users.json()).toMatchObject({
    data: expect.arrayContaining([
      expect.objectContaining({
        email: 'ada@example.com',
        firstName: 'Ada',
        properties: expect.objectContaining({points: 5}),
      }),
    ]),
  });
});

test('it pulls on its schedule', async () => {
  await connect({every_seconds: 0.01});
  const pulls = await vi.waitUntil(
    async () => {
      const state = await (await fetch(`${cohort.url}/__emulator/postgresql-app`)).json();
      return (state as {pulls: unknown[]}).pulls.length > 1
        ? (state as {pulls: unknown[]}).pulls
        : undefined;
    },
    {timeout: 30_000},
  );
  expect(pulls[0]).toMatchObject({rows: 2});
  await fetch(`${cohort.url}/__emulator/postgresql-app`, {method: 'DELETE'});
});
