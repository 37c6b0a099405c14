import pg from 'pg';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {killWhileWriting, writeAll} from '../../fixtures/kill-while-writing.js';
import {type Ended, removeFolders, type Started} from '../../fixtures/run-connector.js';
import {createTestDatabase, type TestDatabase} from '../../postgresql-server/database-for-tests.js';
import {configFor, contact, streamOf} from './fixture.js';

afterAll(removeFolders);

// A long run: KILLS=50 npx vitest run test/destination-cohort/postgresql/kill.long.test.ts
const KILLS = Number(process.env.KILLS ?? 8);
const USERS = 300;
const RECORDS = 6000;
const RECORDS_PER_STATE = 100;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** Records from a place in the input on, with a state after each hundred. Each user comes again and again, with a newer value. */
function* input(from: number, to = RECORDS): Generator<string> {
  for (let index = from; index < to; index += 1) {
    const data = contact(`user${index % USERS}@example.com`, index, {Points: index});
    const record = {stream: 'Contact', emitted_at: 1, data};
    yield `${JSON.stringify({type: 'RECORD', record})}\n`;
    if ((index + 1) % RECORDS_PER_STATE !== 0) continue;
    const stream = {stream_descriptor: {name: 'Contact'}, stream_state: {next: index + 1}};
    yield `${JSON.stringify({type: 'STATE', state: {type: 'STREAM', stream}})}\n`;
  }
}

function textOf(from: number, to = RECORDS): string {
  return [...input(from, to)].join('');
}

/** A table that is written by programs, and what the last state that came back says. */
function world(table: string) {
  let next = 0;
  const pulled = new Map<string, number>();
  let last = '-infinity';
  const files = {
    config: configFor(database.url, {channel: {table}}),
    catalog: {streams: [streamOf()]},
  };
  const rows = () =>
    database.sql(`SELECT email, points::int AS points FROM ${table} ORDER BY points`) as Promise<
      {email: string; points: number}[]
    >;
  // As Cohort's app does.
  const pull = async () => {
    const found = await database.sql(
      `SELECT email, points::int AS points, updated_at::text AS at FROM ${table} WHERE updated_at > $1 ORDER BY updated_at`,
      [last],
    );
    for (const {email, points, at} of found) {
      pulled.set(String(email), Number(points));
      last = String(at);
    }
  };
  /** Takes in what a killed or ended program has answered, and checks the table against it. */
  async function acknowledge({messages}: Ended): Promise<void> {
    for (const message of messages) {
      if (message.type !== 'STATE') continue;
      const answered = message.state.stream?.stream_state?.next;
      next = Math.max(next, Number(answered));
    }
    await pull();
    const found = await rows();
    expect(new Set(found.map(({email}) => email)).size).toBe(found.length);
    const byEmail = new Map(found.map(({email, points}) => [email, points]));
    for (let index = Math.max(0, next - USERS); index < next; index += 1) {
      const email = `user${index % USERS}@example.com`;
      expect(byEmail.get(email) ?? -1, email).toBeGreaterThanOrEqual(index);
      expect((byEmail.get(email) ?? -1) % USERS, email).toBe(index % USERS);
    }
  }
  async function write(from: number, to = RECORDS): Promise<void> {
    await acknowledge(await writeAll('destination-cohort', {...files, input: textOf(from, to)}));
  }
  /** Is killed before anything is acknowledged. */
  async function die(
    part: {input: string; isWhole?: boolean},
    until: (started: Started) => Promise<unknown> = waitUntilBlocked,
  ) {
    return killWhileWriting('destination-cohort', {...files, ...part, until});
  }
  async function finish(): Promise<void> {
    await write(next);
    expect(next).toBe(RECORDS);
    const expected = Array.from({length: USERS}, (_, index) => RECORDS - USERS + index);
    const found = await rows();
    expect(found.map(({points}) => points)).toEqual(expected);
    expect(pulled).toEqual(new Map(found.map(({email, points}) => [email, points])));
    // Everything once more moves nothing: Cohort would pull it again.
    const stamps = () =>
      database.sql(`SELECT email, updated_at::text FROM ${table} ORDER BY email`);
    const before = await stamps();
    await write(0);
    expect(await stamps()).toEqual(before);
  }
  return {write, die, acknowledge, finish, next: () => next};
}

/** A client that can hold locks, and lets them go when the test ends. */
async function holder(): Promise<pg.Client> {
  const client = new pg.Client(database.url);
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

// The program's session is waiting for the lock that the test holds.
const waitUntilBlocked = () =>
  expect
    .poll(
      async () =>
        (
          await database.sql(
            `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          )
        )[0]?.n,
      {timeout: 30_000},
    )
    .toBeGreaterThan(0);

// The server notices that a client is gone only when it has finished what it is doing.
const waitUntilGone = () =>
  expect
    .poll(
      async () =>
        (
          await database.sql(
            `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()`,
          )
        )[0]?.n,
      {timeout: 30_000},
    )
    .toBe(0);

async function writeFirst(table: string) {
  const its = world(table);
  await its.write(0, USERS);
  expect(its.next()).toBe(USERS);
  return its;
}

async function newestIn(table: string): Promise<number> {
  const [row] = await database.sql(`SELECT max(points)::int AS points FROM ${table}`);
  return Number(row?.points);
}

test('killed in the middle of a statement, a batch leaves nothing, and the next run writes it', async () => {
  const its = await writeFirst('middle');
  const locking = await holder();
  await locking.query('BEGIN');
  await locking.query(`SELECT 1 FROM middle WHERE email = 'user150@example.com' FOR UPDATE`);
  const victim = await its.die({input: textOf(USERS, 2 * USERS)});
  await locking.query('ROLLBACK');
  await waitUntilGone();
  await its.acknowledge(victim);
  // The batch with this user was not acknowledged, and none of it is there: only whole batches before it.
  const newest = await newestIn('middle');
  expect(newest).toBeLessThan(USERS + 150);
  expect((newest + 1) % RECORDS_PER_STATE).toBe(0);
  expect(its.next()).toBeLessThan(USERS + 150);
  await its.finish();
});

test('killed while the server commits, a batch that nobody has acknowledged counts once', async () => {
  const its = await writeFirst('committing');
  const locking = await holder();
  await locking.query(
    'CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NULL; END $$',
  );
  await locking.query(
    'CREATE CONSTRAINT TRIGGER wait AFTER UPDATE ON committing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit()',
  );
  await locking.query('SELECT pg_advisory_lock(4711)');
  const victim = await its.die({input: textOf(USERS, 2 * USERS)});
  await locking.query('SELECT pg_advisory_unlock(4711)');
  await waitUntilGone();
  // It is in the table although no state has come back.
  const newest = await newestIn('committing');
  expect(newest).toBeGreaterThanOrEqual(USERS);
  expect((newest + 1) % RECORDS_PER_STATE).toBe(0);
  await its.acknowledge(victim);
  expect(its.next()).toBe(USERS);
  await its.finish();
});

test('killed again and again, nothing is lost and nothing is there twice', async () => {
  const its = world('again');
  for (let kills = 0; kills < KILLS; kills += 1) {
    const lines = [...input(its.next())];
    // Every other time right after a state has come back, and else wherever it is by then.
    const upTo = Math.floor((lines.length * (kills + 1)) / (KILLS + 1));
    const part = {input: lines.slice(0, upTo).join(''), isWhole: false};
    const victim = await its.die(part, async ({until}) => {
      if (kills % 2 === 0) await until(({type}) => type === 'STATE');
    });
    await waitUntilGone();
    await its.acknowledge(victim);
  }
  await its.finish();
});
