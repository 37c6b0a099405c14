import {existsSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {type Served, serveConsole} from '../fixtures/serve-console.js';
import {createTestDatabase, type TestDatabase} from '../postgresql-server/database-for-tests.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

let database: TestDatabase;
let emulators: Emulators;
let served: Served;
let cookie: string;

beforeAll(async () => {
  [database, emulators] = await Promise.all([
    createTestDatabase(),
    Emulators.start({contacts: 40, users: 10}),
  ]);
  const put = await harness(['store', 'put', '--connection', emulators.connection]);
  expect(put).toMatchObject({code: 0, stderr: ''});
  served = await serveConsole([], environment());
  const opened = await fetch(served.url, {redirect: 'manual'});
  cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}, 120_000);
afterAll(async () => {
  expect(await served.stop()).toBe(0);
  await emulators.stop();
  await database.close();
});

const environment = () => ({HARNESS_STORE: database.url, HARNESS_STORE_KEY: KEY});
const harness = (args: readonly string[]) => execute(HARNESS, args, {env: environment()});

async function get(path: string): Promise<string> {
  return (await fetch(new URL(path, served.url), {headers: {cookie}})).text();
}

/** Sends the form of the settings as a browser does: with what its page has hidden in it. */
async function post(path: string, fields: Record<string, string> = {}): Promise<Response> {
  const page = await get('/c/connection/settings');
  const hidden = (name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  const body = new URLSearchParams({csrf: hidden('csrf'), version: hidden('version'), ...fields});
  return fetch(new URL(path, served.url), {
    method: 'POST',
    headers: {cookie},
    body,
    redirect: 'manual',
  });
}

test('the pages show a connection of the store, and what they change is kept there', async () => {
  expect(await get('/')).toContain('/c/connection/');
  expect(await get('/c/connection/settings')).toContain('# A connection between the two emulators');
  const kept = {
    import_enabled: 'on',
    export_enabled: 'on',
    object: 'Contact',
    email_field: 'Email',
    user_id_field: 'Cohort_User_ID__c',
  };
  const saved = await post('/c/connection/settings', {...kept, schedule: 'every 6h'});
  expect([saved.status, await saved.text()]).toEqual([200, expect.stringContaining('Saved.')]);
  const list = async () =>
    (lastLine((await harness(['store', 'list', '--json'])).stdout) as {connections: object[]})
      .connections;
  expect(await list()).toMatchObject([{name: 'connection', schedule: 'every 6h'}]);
  expect((await post('/c/connection/pause')).status).toBe(303);
  expect(await list()).toMatchObject([{is_paused: true}]);
  expect(await get('/c/connection/settings')).toContain('Resume the schedule');
  const refused = await post('/c/connection/settings', {...kept, version: 'older', schedule: ''});
  expect(refused.status).toBe(400);
  expect(await list()).toMatchObject([{schedule: 'every 6h'}]);
  const wrongKey = await post('/c/connection/key', {api_key: 'test_of_nobody'});
  expect([wrongKey.status, await wrongKey.text()]).toEqual([
    400,
    expect.not.stringContaining('harness-store-'),
  ]);
});

test('a plan, its sync, the history, rejected records and one person are shown', async () => {
  expect((await post('/c/connection/check')).status).toBe(303);
  expect(await get('/c/connection/settings')).toContain('Everything works. A sync can run.');
  expect((await post('/c/connection/plan')).status).toBe(303);
  await expect.poll(() => get('/c/connection/plan'), long).toContain('Run this sync');
  expect((await post('/c/connection/approve')).status).toBe(303);
  await expect.poll(() => get('/c/connection/run'), long).toContain('Succeeded');
  const users = await emulators.cohortUsers();
  expect(users.length).toBeGreaterThan(30);
  const history = await get('/c/connection/history');
  const log = /log\?file=[\w.-]+/.exec(history)?.[0] ?? '';
  expect(await get(`/c/connection/${log}`)).toContain('user property');
  expect(await get('/c/connection/rejected')).toContain('EMAIL_');
  const person = await get(`/c/connection/person?email=${users[0]?.email ?? ''}`);
  expect(person).toContain('What a sync would do');
  expect(await get('/')).not.toContain('Not run yet');
});

test('a connection is added to the store, and no file stays on this machine', async () => {
  const fields = {name: 'second', client_id: 'key', login_url: '', api_url: ''};
  expect((await post('/connections', fields)).status).toBe(303);
  expect(await (await post('/connections', fields)).text()).toContain('second exists already.');
  const {stdout} = await harness(['store', 'list', '--json']);
  expect(stdout).toContain('"second"');
  expect(existsSync('second.yaml')).toBe(false);
});

const long = {timeout: 60_000, interval: 300};
