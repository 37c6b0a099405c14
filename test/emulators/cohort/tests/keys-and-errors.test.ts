import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Checked, readAll, startChecked} from './checked-client.js';

let emulator: Checked;
beforeAll(async () => {
  emulator = await startChecked({users: 9, liveUsers: 4});
});
afterAll(() => emulator.close());

test.each(['', 'test_wrong', 'live_emulator_2', 'constructor'])(
  'a missing or wrong key answers 401: %j',
  async key => {
    const {status, body} = await emulator.withKey(key).get('/v1/users');
    expect([status, body.code]).toEqual([401, 'generic.unauthorized']);
    const reply = await fetch(`${emulator.url}/v1/users`);
    expect(reply.status).toBe(401);
  },
);

test('a wrong key is reported before a wrong body', async () => {
  const {status} = await emulator.withKey('test_x').post('/v1/users/batch', '{');
  expect(status).toBe(401);
});

test('the test key reaches only test data, the live key only live data', async () => {
  const [test, live] = [
    await readAll(emulator.test, '/v1/users'),
    await readAll(emulator.live, '/v1/users'),
  ];
  expect([test.length, live.length]).toEqual([9, 4]);
  expect((await emulator.live.get(`/v1/users/${test[0].id}`)).status).toBe(417);
  const user = {email: 'only-live@example.com'};
  await emulator.live.post('/v1/users/batch', {mode: 'upsert', users: [user]});
  await emulator.live.post('/v1/user-properties', {name: 'Only live', type: 'text'});
  const found = await emulator.test.post('/v1/users/lookup', {emails: [user.email]});
  expect(found.body.data).toEqual([]);
  expect((await emulator.test.get('/v1/user-properties')).body.data).toHaveLength(5);
});

test.each([
  ['/v1/users?limit=0', 'limit'],
  ['/v1/users?limit=101', 'limit'],
  ['/v1/users?limit=1.5', 'limit'],
  ['/v1/users?limit=', 'limit'],
  ['/v1/users?limit=5&limit=6', 'limit'],
  ['/v1/users?cursor=abc', 'cursor'],
  ['/v1/users?cursor=', 'cursor'],
  ['/v1/users?updatedSince=yesterday', 'updatedSince'],
  ['/v1/users?updatedSince=2025-01-01', 'updatedSince'],
  ['/v1/users?updatedSince=2025-01-01T00:00:00', 'updatedSince'],
  ['/v1/users?updatedSince=2025-13-01T00:00:00Z', 'updatedSince'],
  ['/v1/users?fields=shoe_size', 'shoe_size'],
  ['/v1/users?updated_since=2025-01-01T00:00:00Z', 'updated_since'],
  ['/v1/user-properties?limit=5', 'limit'],
  ['/v1/lists?since=x', 'since'],
  ['/v1/user-events?since=x', 'since'],
  ['/v1/merchants/campaign-diffusion-configuration?lang=fr', 'lang'],
])('refuses %s and names what is wrong', async (path, named) => {
  const {status, body} = await emulator.test.get(path);
  expect([status, body.code]).toEqual([417, 'generic.invalid-request']);
  expect(body.message).toContain(named);
});

test.each([
  ['no JSON', '{"mode":'],
  ['an empty body', ''],
  ['an array', '[]'],
  ['null', 'null'],
  ['a key that would reach the prototype', '{"__proto__":{}}'],
  ['more than ten megabytes', `{"mode":"${'x'.repeat(10 * 1024 * 1024)}"}`],
])('refuses a body that is %s', async (_, body) => {
  const reply = await fetch(`${emulator.url}/v1/users/batch`, {
    method: 'POST',
    headers: {authorization: 'Bearer test_emulator_1', 'content-type': 'application/json'},
    body,
  });
  expect(reply.status).toBe(417);
  expect(await reply.json()).toMatchObject({code: 'generic.invalid-request'});
});

test('refuses a body of another content type', async () => {
  const reply = await fetch(`${emulator.url}/v1/users/batch`, {
    method: 'POST',
    headers: {authorization: 'Bearer test_emulator_1', 'content-type': 'text/csv'},
    body: 'email',
  });
  expect(reply.status).toBe(417);
});

test.each([
  [{}, 'Parameter emails not provided'],
  [{emails: 'a@b.de'}, 'Parameter emails must be an array'],
  [{emails: [5]}, 'Parameter emails must be text'],
  [{emails: Array(101).fill('a@b.de')}, 'Parameter emails must have at most 100 items, found 101'],
  [{emails: [], fields: ['nope']}, 'Parameter fields: no field nope'],
  [{emails: [], limit: 5}, 'Unknown parameter limit'],
])('refuses a lookup (%#)', async (body, message) => {
  const answer = await emulator.test.post('/v1/users/lookup', body);
  expect(answer).toMatchObject({status: 417, body: {code: 'generic.invalid-request', message}});
});

test('an unknown path answers 404', async () => {
  const {status, body} = await emulator.test.get('/v1/perks');
  expect([status, body]).toEqual([
    404,
    {code: 'generic.not-found', message: 'Cannot GET /v1/perks'},
  ]);
});

test('makes a token for a user, with the documented error when the email is missing', async () => {
  const [{email}] = await readAll(emulator.test, '/v1/users');
  const {status, body} = await emulator.test.post('/v1/users/auth-token', {email});
  expect(status).toBe(201);
  expect(body.authToken.length).toBeGreaterThan(20);
  const missing = await emulator.test.post('/v1/users/auth-token', {});
  expect(missing).toMatchObject({
    status: 417,
    body: {code: 'generic.invalid-request', message: 'Parameter email not provided'},
  });
  const unknown = await emulator.test.post('/v1/users/auth-token', {email: 'nobody@example.com'});
  expect(unknown).toMatchObject({status: 417, body: {code: 'users.not-found'}});
});

test('the campaign configuration is an object, or an empty body when no campaign is shown', async () => {
  const path = '/v1/merchants/campaign-diffusion-configuration';
  expect((await emulator.test.get(path)).body.type).toBe('banner');
  const without = await startChecked({showsCampaign: false});
  expect(await without.test.get(path)).toMatchObject({status: 200, body: undefined});
  await without.close();
});
