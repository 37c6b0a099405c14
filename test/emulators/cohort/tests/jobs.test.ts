import {expect, onTestFinished, test} from 'vitest';
import {startChecked} from './checked-client.js';

async function start() {
  const emulator = await startChecked();
  onTestFinished(() => emulator.close());
  return emulator;
}

const request = {requestId: 'r1', mode: 'upsert', users: [{email: 'a@example.com'}]};

test('a job is queued, then under way, then complete with a result for each user', async () => {
  const {test: client} = await start();
  const {status, body} = await client.post('/v1/users/jobs', request);
  expect([status, body.status]).toEqual([202, 'queued']);
  const path = `/v1/users/jobs/${body.id}`;
  expect((await client.get(path)).body.status).toBe('processing');
  const {body: done} = await client.get(path);
  expect(done).toMatchObject({status: 'complete', results: [{index: 0, status: 'created'}]});
});

test('the same request id starts no second job, and another merchant does not see it', async () => {
  const {test: client, live} = await start();
  const first = await client.post('/v1/users/jobs', request);
  const again = await client.post('/v1/users/jobs', {...request, users: []});
  expect(again.body.id).toBe(first.body.id);
  const other = await live.get(`/v1/users/jobs/${first.body.id}`);
  expect([other.status, other.body.code]).toEqual([417, 'jobs.not-found']);
});

test('a job can be made to fail, and a bad one is refused at once', async () => {
  const {test: client, control} = await start();
  await control('faults', {kind: 'jobs', outcome: 'failed', polls: 0});
  const {body} = await client.post('/v1/users/jobs', request);
  const {body: failed} = await client.get(`/v1/users/jobs/${body.id}`);
  expect(failed).toMatchObject({status: 'failed', error: {code: 'jobs.failed'}});
  await control('faults', {kind: 'jobs'});
  expect((await client.post('/v1/users/jobs', {requestId: 'r2', mode: 'upsert'})).status).toBe(417);
  expect((await client.get('/v1/users')).body.data).toEqual([]);
});
