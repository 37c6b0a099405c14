import pg from 'pg';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Database} from '../../../destination-cohort/channels/postgresql/database.js';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';
import {configFor, contact, statusesOf, write} from './fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const people = (count: number, points: number) =>
  Array.from({length: count}, (_, index) =>
    contact(`user${index}@example.com`, points, {Points: points}),
  );

/** Makes the server act up when a row with these points is written. */
async function withTrigger(table: string, body: string): Promise<void> {
  await database.sql(
    `CREATE FUNCTION ${table}_fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NEW; END $$`,
  );
  await database.sql(
    `CREATE TRIGGER fault BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${table}_fault()`,
  );
}

test('a connection that the server ends in the middle of a batch costs nothing', async () => {
  const config = configFor(database.url, {channel: {table: 'ended'}});
  await write(config, [people(1, 1)]);
  await database.sql('CREATE SEQUENCE ended_attempts');
  await withTrigger(
    'ended',
    `IF NEW.points = 2 AND nextval('public.ended_attempts') = 5 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;`,
  );
  expect(statusesOf(await write(config, [people(20, 2)]))).toEqual([
    'updated',
    ...new Array(19).fill('created'),
  ]);
  expect(await database.sql('SELECT count(*)::int AS n FROM ended WHERE points = 2')).toEqual([
    {n: 20},
  ]);
});

test('when only the answer to COMMIT is lost, the batch counts as what it did', async () => {
  const config = configFor(database.url, {channel: {table: 'unanswered'}});
  await write(config, [people(1, 1)]);
  const query = pg.Client.prototype.query;
  let commits = 0;
  // Commits, then loses the connection before the answer is passed on.
  pg.Client.prototype.query = async function (this: pg.Client, ...argv: never[]) {
    const result = await Reflect.apply(query, this, argv);
    if ((argv as unknown[])[0] === 'COMMIT' && ++commits === 2)
      throw Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET'});
    return result;
  } as never;
  try {
    expect(statusesOf(await write(config, [people(3, 2)]))).toEqual([
      'updated',
      'created',
      'created',
    ]);
  } finally {
    pg.Client.prototype.query = query;
  }
  expect(commits).toBe(3);
});

test('one row that the database refuses is rejected alone, with the reason and without its values', async () => {
  const config = configFor(database.url, {channel: {table: 'refusing'}});
  await write(config, [people(1, 1)]);
  await database.sql('ALTER TABLE refusing ADD CONSTRAINT few CHECK (points < 100)');
  const batch = [...people(30, 2), contact('rich@example.com', 1, {Points: 500})];
  const results = await write(config, [batch]);
  expect(results.at(-1)).toMatchObject({
    status: 'rejected',
    code: 'REFUSED_BY_DATABASE',
    key: 'rich@example.com',
    message: expect.stringMatching(/23514/),
  });
  expect(statusesOf(results.slice(0, 30))).toEqual(['updated', ...new Array(29).fill('created')]);
  expect(JSON.stringify(results.at(-1))).not.toContain('500');
});

test('of several records of one email, the one that the database refuses is rejected and the others stand', async () => {
  const config = configFor(database.url, {channel: {table: 'several'}});
  await write(config, [people(1, 1)]);
  await database.sql('ALTER TABLE several ADD CONSTRAINT few CHECK (points < 100)');
  const batch = [
    contact('ann@example.com', 3, {Points: 3}),
    contact('bob@example.com', 1, {FirstName: 'Bob'}),
    contact('eve@example.com', 1, {FirstName: 'Eve', Points: 1}),
    contact('Ann@example.com', 2, {FirstName: 'Ann'}),
    contact('BOB@example.com', 2, {Points: 500}),
    contact('ann@Example.com', 1, {FirstName: 'Old'}),
    contact('no address', 1),
  ];
  expect(statusesOf(await write(config, [batch]))).toEqual([
    'created',
    'created',
    'created',
    'duplicate',
    'rejected',
    'duplicate',
    'rejected',
  ]);
  const columns = 'email, first_name, points::text';
  const rows = await database.sql(
    `SELECT ${columns} FROM several WHERE email NOT LIKE 'user%' ORDER BY email_key`,
  );
  expect(rows).toEqual([
    {email: 'ann@example.com', first_name: 'Ann', points: '3'},
    {email: 'bob@example.com', first_name: 'Bob', points: null},
    {email: 'eve@example.com', first_name: 'Eve', points: '1'},
  ]);
});

test('a database that refuses every row is an error and no heap of rejections', async () => {
  const config = configFor(database.url, {channel: {table: 'closed'}});
  await write(config, [[]]);
  await database.sql('ALTER TABLE closed ADD CONSTRAINT none CHECK (points < 0)');
  await expect(write(config, [people(200, 1)])).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining('none'),
  });
});

test.each([
  ['a full disk', '53100', 'transient_error', 'disk'],
  ['a read-only server', '25006', 'config_error', 'primary'],
  ['a missing right', '42501', 'config_error', 'Grant'],
])('%s is a clear error at once', async (_, code, failure, advice) => {
  const table = `fault_${code}`;
  const config = configFor(database.url, {channel: {table}});
  await write(config, [[]]);
  await withTrigger(table, `RAISE EXCEPTION 'no' USING ERRCODE = '${code}';`);
  await expect(write(config, [people(2, 1)])).rejects.toMatchObject({
    failure,
    message: expect.stringContaining(advice),
  });
});

test("a deadlock with somebody else's transaction is tried again", async () => {
  const config = configFor(database.url, {channel: {table: 'deadlocked'}});
  await write(config, [people(1, 1)]);
  await database.sql('CREATE SEQUENCE deadlocked_attempts');
  await withTrigger(
    'deadlocked',
    `IF nextval('public.deadlocked_attempts') = 3 THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END IF;`,
  );
  expect(statusesOf(await write(config, [people(5, 2)]))).toEqual([
    'updated',
    ...new Array(4).fill('created'),
  ]);
});

test('a server that stays away is an error that may pass, without the password', async () => {
  const url = 'postgresql://sync:topsecretword@127.0.0.1:1/db';
  const unreachable = new Database(
    {connectionString: url},
    {address: '127.0.0.1:1', delays: [1, 1]},
  );
  const work = unreachable.transact(async () => {}, {begin: 'SELECT 1', doing: 'Checking'});
  await expect(work).rejects.toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining('127.0.0.1:1'),
  });
  await expect(work).rejects.not.toMatchObject({message: expect.stringContaining('topsecretword')});
});

test('two runs at once with the same people in opposite order both end', async () => {
  const config = configFor(database.url, {channel: {table: 'crowded'}});
  await write(config, [[]]);
  const batches = [1, 2, 3].map(points => people(100, points));
  await Promise.all([
    write(config, batches),
    write(
      config,
      batches.map(batch => batch.toReversed()),
    ),
  ]);
  expect(await database.sql('SELECT DISTINCT points::text FROM crowded')).toEqual([{points: '3'}]);
});
