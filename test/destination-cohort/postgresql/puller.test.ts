import pg from 'pg';
import {afterAll, beforeAll, expect, onTestFinished, test, vi} from 'vitest';
import {beginWriting} from '../../../destination-cohort/channels/postgresql/begin-writing.js';
import {buildUpsert} from '../../../destination-cohort/channels/postgresql/build-upsert.js';
import {secondsAhead} from '../../../destination-cohort/channels/postgresql/clock-lag.js';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';
import {configFor, contact, write} from './fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** A puller as Cohort's app may be: it asks for what is later than its last import. */
const RULES = {
  'the latest updated_at it has seen': (rows: readonly Row[], last: string) =>
    rows.at(-1)?.updated_at ?? last,
  'the moment of its own run': (_rows: readonly Row[], _last: string, now: string) => now,
} as const;

interface Row {
  email_key: string;
  points: string;
  updated_at: string;
}

test.each(Object.entries(RULES))(
  'a row that is stamped before a pull and committed after it is pulled by the next, when "last" is %s',
  async (rule, next) => {
    const table = `pulled_${Object.keys(RULES).indexOf(rule)}`;
    const location = {schema: 'public', table};
    await write(configFor(database.url, {channel: {table}}), [
      [contact('first@example.com', 1, {Points: 0})],
    ]);
    const seen = new Set<string>();
    let last = '-infinity';
    const pull = async () => {
      const [{now}] = (await database.sql('SELECT clock_timestamp()::text AS now')) as [
        {now: string},
      ];
      const rows = await database.sql(
        `SELECT email_key, points::text, updated_at::text FROM ${table} WHERE updated_at > $1 ORDER BY public.${table}.updated_at`,
        [last],
      );
      for (const {email_key} of rows as unknown as Row[]) seen.add(email_key);
      last = next(rows as unknown as Row[], last, now);
    };
    await pull();

    // A writer has written and not yet committed ...
    const slow = new pg.Client(database.url);
    await slow.connect();
    await slow.query(`BEGIN ISOLATION LEVEL READ COMMITTED; ${beginWriting(location)}`);
    const columns = [{name: 'points', type: 'numeric'}];
    const values = [
      ['slow@example.com'],
      ['slow@example.com'],
      ['2026-01-01T00:00:00Z'],
      [''],
      ['1'],
    ];
    const text = buildUpsert({location, columns, clearEmpty: false, secondsAhead: secondsAhead(0)});
    await slow.query({text, values});
    // ... when others want to write, and the app pulls, again and again.
    const others = [1, 2].map(number =>
      write(configFor(database.url, {channel: {table}}), [
        [contact(`other${number}@example.com`, 1)],
      ]),
    );
    await pull();
    await pull();
    expect(seen).toEqual(new Set(['first@example.com']));
    await slow.query('COMMIT');
    await slow.end();
    await pull();
    expect(seen).toContain('slow@example.com');
    await Promise.all(others);
    await pull();
    expect([...seen].sort()).toEqual([
      'first@example.com',
      'other1@example.com',
      'other2@example.com',
      'slow@example.com',
    ]);
  },
);

test('no two rows ever have one updated_at, and later commits have later ones', async () => {
  const config = configFor(database.url, {channel: {table: 'stamped'}});
  const runs = [0, 1, 2].map(run =>
    write(
      config,
      [0, 1, 2].map(batch =>
        Array.from({length: 50}, (_, index) =>
          contact(`u${index}@example.com`, run * 3 + batch, {Points: run * 3 + batch}),
        ),
      ),
    ),
  );
  await Promise.all(runs);
  const [before] = await database.sql('SELECT max(updated_at)::text AS latest FROM stamped');
  await write(config, [[contact('u7@example.com', 99, {Points: 99})]]);
  const [after] = await database.sql(
    'SELECT count(DISTINCT updated_at)::int AS stamps, max(updated_at)::text AS latest FROM stamped',
  );
  expect(after?.stamps).toBe(50);
  expect(String(after?.latest) > String(before?.latest)).toBe(true);
  expect(
    await database.sql(
      `SELECT points::text FROM stamped WHERE updated_at = (SELECT max(updated_at) FROM stamped)`,
    ),
  ).toEqual([{points: '99'}]);
});

test('a default isolation level of the database does not freeze what a batch sees', async () => {
  const config = configFor(database.url, {channel: {table: 'isolated'}});
  const name = new URL(database.url).pathname.slice(1);
  await database.sql(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
  const runs = [1, 2, 3].map(run =>
    write(config, [
      Array.from({length: 20}, (_, index) => contact(`u${index}@example.com`, run, {Points: run})),
    ]),
  );
  await Promise.all(runs);
  await database.sql(`ALTER DATABASE ${name} RESET default_transaction_isolation`);
  expect(await database.sql('SELECT DISTINCT points::text FROM isolated')).toEqual([{points: '3'}]);
});

test('a batch whose statements take longer than stamps are ahead is committed in parts', async () => {
  const config = configFor(database.url, {channel: {table: 'slow'}, clear_empty: true});
  await write(config, [[contact('first@example.com', 1)]]);
  const query = vi.spyOn(pg.Client.prototype, 'query');
  let now = performance.now();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 15_000;
    return now;
  });
  onTestFinished(() => {
    query.mockRestore();
    clock.mockRestore();
  });
  // Records that say something of different fields need different statements.
  const people = ['Points', 'Vip', 'Since', 'FirstName'].map(field =>
    contact(`${field}@example.com`, 1, {[field]: null}),
  );
  expect((await write(config, [people])).map(({status}) => status)).toEqual(
    new Array(4).fill('created'),
  );
  const texts = query.mock.calls.map(([text]) => String(text));
  // The table is prepared in a transaction of its own.
  expect(texts.filter(text => text === 'COMMIT')).toHaveLength(1 + people.length);
});
