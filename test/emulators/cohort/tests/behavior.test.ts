import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Checked, startChecked} from './checked-client.js';

let emulator: Checked;
beforeEach(async () => {
  emulator = await startChecked();
});
afterEach(() => emulator.close());

async function write(...users: object[]) {
  const {body} = await emulator.test.post('/v1/users/batch', {mode: 'upsert', users});
  return body.results;
}

const listed = async () => (await emulator.test.get('/v1/users')).body.data;

// The contract has no such values, so these calls are not checked against it.
async function writeUnchecked(user: object) {
  const {url} = emulator;
  const reply = await fetch(`${url}/v1/users/batch`, {
    method: 'POST',
    headers: {authorization: 'Bearer test_emulator_1', 'content-type': 'application/json'},
    body: JSON.stringify({mode: 'upsert', users: [user]}),
  });
  const body = (await reply.json()) as {results: {status: string}[]};
  return body.results[0];
}

test('a written user can be listed later than its updatedAt says', async () => {
  await write({email: 'ada@example.com'});
  await emulator.control('faults', {kind: 'late-users', visibleAfterMs: 600_000});
  await write({email: 'ada@example.com', firstName: 'Ada'}, {email: 'ben@example.com'});
  expect(await listed()).toEqual([]);
  const {body} = await emulator.test.post('/v1/users/lookup', {emails: ['ada@example.com']});
  const {updatedAt} = body.data[0];
  await emulator.control('faults', {kind: 'late-users', visibleAfterMs: 0});
  await write({email: 'cid@example.com'});
  expect(await listed()).toMatchObject([
    {firstName: 'Ada', updatedAt},
    {email: 'ben@example.com', updatedAt},
    {email: 'cid@example.com'},
  ]);
});

test('a reset lists the users who are late', async () => {
  await emulator.control('faults', {kind: 'late-users', visibleAfterMs: 600_000});
  await write({email: 'ada@example.com'});
  await emulator.control('reset', {});
  expect(await listed()).toHaveLength(1);
});

test('values can be adapted to the property instead of refused', async () => {
  const user = {
    email: 'ada@example.com',
    lang: 'en_US',
    properties: {
      birthday: '1990-02-28T15:30:00.000Z',
      loyalty_points: '007',
      newsletter: 'TRUE',
      favourite_store: ' Berlin ',
    },
  };
  expect((await writeUnchecked(user))?.status).toBe('invalid');
  await emulator.control('faults', {kind: 'adapt-values', on: true});
  expect((await writeUnchecked(user))?.status).toBe('created');
  expect((await writeUnchecked(user))?.status).toBe('unchanged');
  expect(await listed()).toMatchObject([
    {
      lang: 'en',
      properties: {
        birthday: '1990-02-28',
        loyalty_points: 7,
        newsletter: true,
        favourite_store: 'Berlin',
      },
    },
  ]);
  const bad = {email: 'ada@example.com', properties: {loyalty_points: 'many'}};
  expect((await writeUnchecked(bad))?.status).toBe('invalid');
  await emulator.control('reset', {});
  expect((await writeUnchecked(user))?.status).toBe('invalid');
});

test('a deleted property is gone from users, and its reference id is free again', async () => {
  await write({email: 'ada@example.com', properties: {loyalty_tier: 'Gold'}});
  const before = (await emulator.test.get('/v1/user-properties')).body.data;
  expect(await emulator.control('user-properties/delete', {referenceId: 'loyalty_tier'})).toEqual({
    deleted: 1,
  });
  expect((await listed())[0].properties).not.toHaveProperty('loyalty_tier');
  expect(await write({email: 'ada@example.com', properties: {loyalty_tier: 'x'}})).toMatchObject([
    {status: 'invalid', error: {code: 'users.unknown-property'}},
  ]);
  const {body} = await emulator.test.post('/v1/user-properties', {
    name: 'Tier',
    referenceId: 'loyalty_tier',
    type: 'text',
  });
  expect(before.map(({id}: {id: string}) => id)).not.toContain(body.id);
  expect((await listed())[0].properties.loyalty_tier).toBeNull();
});
