import {expect, test} from 'vitest';
import {RateLimiter} from '../rate-limiter.js';
import {readAll, startChecked} from './checked-client.js';

test('counts requests by route and what each merchant holds', async () => {
  const emulator = await startChecked({users: 5});
  await emulator.test.get('/v1/users?limit=2');
  await emulator.test.get('/v1/users?limit=3');
  expect(await emulator.control('stats')).toMatchObject({
    requests: 2,
    routes: {'GET /v1/users': 2},
    test: {users: 5, properties: 5},
    live: {users: 0, properties: 5},
  });
  await emulator.close();
});

test('a reset with data brings the seeded data back, one without keeps it', async () => {
  const emulator = await startChecked({users: 5});
  const before = await readAll(emulator.test, '/v1/users');
  await emulator.test.post('/v1/users/batch', {mode: 'upsert', users: [{email: 'x@example.com'}]});
  await emulator.control('reset', {});
  expect(await readAll(emulator.test, '/v1/users')).toHaveLength(6);
  await emulator.control('reset', {data: true});
  expect(await readAll(emulator.test, '/v1/users')).toEqual(before);
  await emulator.close();
});

test('answers 429 with Retry-After beyond the rate limit, apart for each key', async () => {
  const emulator = await startChecked({rateLimit: {requests: 2, seconds: 600}});
  const statuses = [];
  for (let turn = 0; turn < 3; turn++) statuses.push((await emulator.test.get('/v1/users')).status);
  expect(statuses).toEqual([200, 200, 429]);
  const {headers, body} = await emulator.test.get('/v1/users');
  const wait = Number(headers.get('retry-after'));
  expect(Number.isInteger(wait) && wait > 0 && wait <= 600).toBe(true);
  expect(body.code).toBe('generic.rate-limit-exceeded');
  expect((await emulator.live.get('/v1/users')).status).toBe(200);
  await emulator.control('faults', {kind: 'rate-limit', requests: null});
  expect((await emulator.test.get('/v1/users')).status).toBe(200);
  await emulator.control('faults', {kind: 'rate-limit', requests: 0, seconds: 60});
  expect((await emulator.test.get('/v1/users')).status).toBe(429);
  await emulator.close();
});

test('a key can be revoked until the next reset', async () => {
  const emulator = await startChecked();
  await emulator.control('faults', {kind: 'revoke-key', mode: 'live'});
  expect((await emulator.live.get('/v1/users')).status).toBe(401);
  expect((await emulator.test.get('/v1/users')).status).toBe(200);
  await emulator.control('reset', {});
  expect((await emulator.live.get('/v1/users')).status).toBe(200);
  await emulator.close();
});

test('a lost reply leaves the batch written', async () => {
  const emulator = await startChecked({
    faults: [{route: '/v1/users/batch', nth: 1, loseReply: true}],
  });
  const body = {mode: 'upsert', users: [{email: 'lost@example.com'}]};
  await expect(emulator.test.post('/v1/users/batch', body)).rejects.toThrow();
  const {body: again} = await emulator.test.post('/v1/users/batch', body);
  expect(again.results[0].status).toBe('unchanged');
  await emulator.close();
});

test('a window of the rate limit ends when its time is over', () => {
  const limiter = new RateLimiter({requests: 1, seconds: 10});
  expect(limiter.take('a', 1000)).toBe(0);
  expect(limiter.take('a', 2500)).toBe(9);
  expect(limiter.take('b', 2500)).toBe(0);
  expect(limiter.take('a', 11_000)).toBe(0);
});
