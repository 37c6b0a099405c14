import {existsSync, mkdtempSync, readFileSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import type {Summary} from '../../harness/report/summary.js';
import {lastLine} from '../fixtures/run-bin.js';
import {StoreConnection} from '../fixtures/store-connection.js';
import {createTestDatabase, type TestDatabase} from '../postgresql-server/database-for-tests.js';
import {startEmbeddedServer} from '../postgresql-server/start-embedded-server.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database.close());

const summaryOf = ({stdout}: {stdout: string}) => lastLine(stdout) as Summary;
const numbers = (from: number, to: number) => Array.from({length: to - from}, (_, i) => from + i);

async function put(name: string, more?: object): Promise<StoreConnection> {
  const connection = new StoreConnection(database.url, name, more);
  expect(await connection.put()).toMatchObject({code: 0, stderr: ''});
  return connection;
}

/** Starts an import that stops to move after ten records; resolves when their state is in the store. */
async function startHanging(connection: StoreConnection) {
  let pid = 0;
  const ended = connection.run('import', {
    source: {silentAt: 12},
    onStart: started => {
      pid = started;
    },
  });
  await vi.waitFor(async () => expect(await connection.position()).toBe(10), {timeout: 60_000});
  return {ended, pid};
}

test('a sync needs no file of its own, goes on from its state and shows what it kept', async () => {
  const connection = await put('acme');
  const first = await connection.run('sync', {destination: {rejectEvery: 4}});
  expect(summaryOf(first)).toMatchObject({status: 'succeeded', streams: [{read: 20}]});
  expect(summaryOf(await connection.run('sync'))).toMatchObject({streams: [{read: 0}]});
  const more = {source: {records: 23}};
  expect(summaryOf(await connection.run('sync', more))).toMatchObject({streams: [{read: 3}]});
  const status = await connection.harness(['status', '--connection', 'acme', '--json']);
  expect(lastLine(status.stdout)).toMatchObject({
    runs: [{command: 'sync'}, {command: 'sync'}, {command: 'sync'}],
    rejects: [{stream: 'Contact', count: 4}],
  });
  expect(status.stdout + first.stdout + first.stderr).not.toContain('harness-store-');
  const {folder} = connection;
  expect(existsSync(join(folder, 'acme.sync'))).toBe(false);
  const retried = await connection.run('retry-rejects');
  expect(summaryOf(retried)).toMatchObject({streams: [{read: 4, created: 4}]});
});

test('a login that a connector renews is in the store', async () => {
  const connection = await put('renewing');
  const usedTokens = join(connection.folder, 'used-tokens');
  await connection.run('import', {source: {usedTokens}});
  await connection.run('import', {source: {usedTokens}});
  const used = readFileSync(usedTokens, 'utf8').trim().split('\n');
  expect(used[0]).toBe('t');
  expect(new Set(used).size).toBe(used.length);
});

test('after kill -9 in the middle of a run, the next one goes on from the saved state', async () => {
  const connection = await put('killed');
  const {ended, pid} = await startHanging(connection);
  const second = await connection.run('import');
  expect(second.code).toBe(1);
  expect(summaryOf(second).errors[0]?.message).toContain('Another run of this connection is under');
  process.kill(pid, 'SIGKILL');
  await ended;
  expect(summaryOf(await connection.run('import'))).toMatchObject({
    status: 'succeeded',
    streams: [{read: 10}],
  });
  expect(connection.received).toEqual([...numbers(0, 12), ...numbers(10, 20)]);
  expect(await connection.position()).toBe(20);
});

test('a worker that was taken for dead ends, and changes nothing that the other one kept', async () => {
  const connection = await put('frozen');
  const {ended, pid} = await startHanging(connection);
  process.kill(pid, 'SIGSTOP');
  await database.sql(
    `UPDATE cohort_salesforce.connections SET renewed = renewed - interval '2 minutes',
    holder = holder || '{"machine": "elsewhere"}' WHERE name = 'frozen'`,
  );
  expect((await connection.run('import')).code).toBe(0);
  process.kill(pid, 'SIGCONT');
  const stale = await ended;
  expect(stale.code).toBe(1);
  expect(summaryOf(stale).errors[0]?.message).toContain('Another run of frozen has taken over');
  expect(await connection.position()).toBe(20);
  const {stdout} = await connection.harness(['status', '--connection', 'frozen', '--json']);
  expect(lastLine(stdout)).toMatchObject({runs: [{status: 'succeeded'}]});
});

test('a run outlives a crash and a restart of the database', async () => {
  const server = await startEmbeddedServer();
  try {
    const connection = new StoreConnection(database.url, 'outliving');
    await connection.put();
    const ended = connection.run('import', {source: {slowMs: 100}});
    await vi.waitFor(async () => expect(await connection.position()).toBeGreaterThan(0), {
      timeout: 60_000,
    });
    await server.restart();
    expect(summaryOf(await ended)).toMatchObject({status: 'succeeded', streams: [{read: 20}]});
    expect(connection.received).toEqual(numbers(0, 20));
    expect(await connection.position()).toBe(20);
  } finally {
    await server.stop();
  }
});

test('store put takes along what files have kept, get gives it back, and remove forgets it', async () => {
  const connection = new StoreConnection(database.url, 'moving', {schedule: 'every 15m'});
  const {connectors, path} = connection;
  const local = {HARNESS_STORE: ''};
  const {execute, HARNESS} = await import('../fixtures/run-bin.js');
  const env = {...connection.environment(), ...local};
  const imported = await execute(HARNESS, ['import', '--connection', path, ...connectors], {env});
  expect(imported.code).toBe(0);
  await connection.put();
  expect(summaryOf(await connection.run('import'))).toMatchObject({streams: [{read: 0}]});
  const {stdout} = await connection.harness(['store', 'list', '--json']);
  const {connections} = lastLine(stdout) as {connections: {name: string}[]};
  expect(connections.find(({name}) => name === 'moving')).toMatchObject({
    schedule: 'every 15m',
    is_paused: false,
    running_on: null,
  });
  const dir = mkdtempSync(join(tmpdir(), 'store-get-'));
  await connection.harness(['store', 'get', '--connection', 'moving', '--dir', dir]);
  expect(statSync(join(dir, 'moving.secrets.yaml')).mode & 0o077).toBe(0);
  const back = ['import', '--connection', join(dir, 'moving.yaml'), '--json', ...connectors];
  expect(summaryOf(await execute(HARNESS, back, {env}))).toMatchObject({streams: [{read: 0}]});
  const again = await connection.harness(['store', 'get', '--connection', 'moving', '--dir', dir]);
  expect(again).toMatchObject({code: 2, stderr: expect.stringContaining('is there already')});
  await connection.harness(['store', 'remove', '--connection', 'moving']);
  expect((await connection.run('import')).code).toBe(2);
});

test('store put takes any number of files, and one that is wrong keeps no other one out', async () => {
  const [one, two] = [
    new StoreConnection(database.url, 'first'),
    new StoreConnection(database.url, 'second'),
  ];
  const missing = `${one.folder}/missing.yaml`;
  const ran = await one.harness(['store', 'put', one.path, missing, two.path]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('1 of 3 were not put:');
  expect(ran.stderr).toContain(`${missing}: `);
  const {stdout} = await one.harness(['store', 'list']);
  expect(stdout).toContain('first, no schedule');
  expect(stdout).toContain('second, no schedule');
});

test('store put replaces the file of a connection, and its secrets only with an option', async () => {
  const connection = await put('changed');
  const usedTokens = join(connection.folder, 'used-tokens');
  await connection.run('import', {source: {usedTokens}});
  expect((await connection.put()).stdout).toContain('--secrets replaces them');
  await connection.run('import', {source: {usedTokens}});
  await connection.put('--secrets');
  await connection.run('import', {source: {usedTokens}});
  const used = readFileSync(usedTokens, 'utf8').trim().split('\n');
  expect(used.filter(token => token === 't')).toHaveLength(2);
  expect(used.at(-1)?.length).toBeLessThan(used.length);
});

test.each([
  [['--store', 'mysql://a:hidden-password@b/c'], 'expected postgresql://HOST:5432/DATABASE'],
  [['--store', 'postgresql://a:hidden-password@127.0.0.1:1/c', '--state-dir', 'x'], '--state-dir'],
])('%j is refused without a password in sight', async (args, message) => {
  const connection = new StoreConnection(database.url, 'refused');
  const {code, stderr} = await connection.harness(['sync', '--connection', 'refused', ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('hidden-password');
});

test('a password of the URL is shown neither in help nor in errors', async () => {
  const url = new URL(database.url);
  url.password = 'wrong-hidden-password';
  const connection = new StoreConnection(url.href, 'refused');
  const help = await connection.harness(['sync', '--help']);
  const sync = await connection.run('sync');
  expect(sync.code).not.toBe(0);
  expect(help.stdout + sync.stdout + sync.stderr).not.toContain('hidden-password');
});
