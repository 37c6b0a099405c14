import {afterAll, beforeAll, expect, onTestFinished, test, vi} from 'vitest';
import {
  describeLag,
  secondsAhead,
} from '../../../destination-cohort/channels/postgresql/clock-lag.js';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';
import {check, configFor, contact, freshTable, write} from './fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** The database's clock is behind all others. */
function putClockBehind(seconds: number): void {
  const clock = vi.spyOn(Date, 'now');
  const real = performance.timeOrigin + performance.now();
  clock.mockImplementation(() => real + seconds * 1000);
  onTestFinished(() => clock.mockRestore());
}

test('a puller that takes the moment of its own run misses no row where the clock of the database is behind', async () => {
  putClockBehind(300);
  const {table, config} = freshTable(database);
  await write(config, [[contact('first@example.com', 1)]]);
  const [{now}] = (await database.sql(
    `SELECT (clock_timestamp() + interval '300 seconds')::text AS now`,
  )) as [{now: string}];
  await write(config, [[contact('next@example.com', 1)]]);
  const pulled = await database.sql(`SELECT email FROM ${table} WHERE updated_at > $1`, [now]);
  expect(pulled).toContainEqual({email: 'next@example.com'});
});

test('check says how far the clock of the database is behind', async () => {
  putClockBehind(300);
  expect(await check(configFor(database.url))).toMatch(
    /database's clock is (299|300|301) seconds behind this machine's: synchronize it/,
  );
});

test('clocks that agree, or of which the database has the later one, are not mentioned', async () => {
  expect(await check(configFor(database.url))).not.toContain('clock');
  expect(describeLag(-300)).toBeUndefined();
  expect(secondsAhead(-300)).toBe(60);
});

test('a clock of this machine that is wrong by years puts no stamp years ahead', () => {
  expect(secondsAhead(1e9)).toBe(60 + 3600);
  expect(describeLag(1e9)).toContain('Cohort may miss rows');
});
