import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Checked, startChecked} from './checked-client.js';

let emulator: Checked;
beforeEach(async () => {
  emulator = await startChecked();
});
afterEach(() => emulator.close());

async function write(users: object[], mode = 'upsert') {
  const {body} = await emulator.test.post('/v1/users/batch', {mode, users});
  return body.results;
}

async function lookUp(body: object) {
  return (await emulator.test.post('/v1/users/lookup', body)).body;
}

async function create(email: string): Promise<string> {
  const [{id}] = await write([{email, firstName: 'Ada'}]);
  return id;
}

test('users are looked up by email and by id, each answered once', async () => {
  const ada = await create('ada@example.com');
  const ben = await create('ben@example.com');
  const unknown = '00000000-0000-4000-8000-000000000000';
  const {data} = await lookUp({emails: ['ben@example.com'], ids: [ada, ben, unknown]});
  expect(data.map(({id}: {id: string}) => id)).toEqual([ben, ada]);
  expect((await lookUp({ids: [ada]})).data).toMatchObject([{email: 'ada@example.com'}]);
});

test('a look-up needs emails or ids, and at most 100 of both', async () => {
  const lookUpStatus = async (body: object) =>
    (await emulator.test.post('/v1/users/lookup', body)).status;
  expect(await lookUpStatus({fields: []})).toBe(417);
  const emails = Array(60).fill('a@example.com');
  expect(await lookUpStatus({emails, ids: Array(41).fill('x')})).toBe(417);
  expect(await lookUpStatus({emails, ids: Array(40).fill('x')})).toBe(200);
});

test.each(['update', 'upsert'])('mode %s updates a user by id and its email', async mode => {
  const id = await create('ada@example.com');
  const [result] = await write([{id, email: ' Ada@New.example', lastName: 'Lee'}], mode);
  expect(result).toEqual({index: 0, status: 'updated', id});
  expect((await lookUp({ids: [id]})).data).toMatchObject([
    {id, email: 'Ada@New.example', firstName: 'Ada', lastName: 'Lee'},
  ]);
  expect((await lookUp({emails: ['ada@example.com']})).data).toEqual([]);
  expect((await lookUp({emails: ['ada@new.example']})).data).toMatchObject([{id}]);
});

test('an item with an id may leave the email out, or repeat it in another case', async () => {
  const id = await create('ada@example.com');
  const items = [{id}, {id, email: 'ADA@example.com'}, {id, firstName: 'Eva'}];
  const statuses = (await write(items)).map(({status}: {status: string}) => status);
  expect(statuses).toEqual(['unchanged', 'unchanged', 'updated']);
  expect((await lookUp({ids: [id]})).data[0].email).toBe('ada@example.com');
});

test.each(['update', 'upsert'])('mode %s creates nobody for an unknown id', async mode => {
  const id = '00000000-0000-4000-8000-000000000000';
  expect(await write([{id, email: 'new@example.com'}], mode)).toEqual([
    {index: 0, status: 'not_found'},
  ]);
  expect((await lookUp({emails: ['new@example.com']})).data).toEqual([]);
});

test('an email that another user has is refused, and nothing of the item is written', async () => {
  const id = await create('ada@example.com');
  await create('ben@example.com');
  const [result] = await write([{id, email: 'BEN@example.com', firstName: 'Ben'}]);
  expect(result).toMatchObject({status: 'invalid', error: {code: 'users.email-taken'}});
  expect((await lookUp({ids: [id]})).data).toMatchObject([
    {email: 'ada@example.com', firstName: 'Ada'},
  ]);
});

test('two users can swap their emails through a third one', async () => {
  const ada = await create('ada@example.com');
  const ben = await create('ben@example.com');
  await write([
    {id: ada, email: 'spare@example.com'},
    {id: ben, email: 'ada@example.com'},
    {id: ada, email: 'ben@example.com'},
  ]);
  expect((await lookUp({emails: ['ada@example.com', 'ben@example.com']})).data).toMatchObject([
    {id: ben},
    {id: ada},
  ]);
});

test('without the extension ids are refused, by option and while running', async () => {
  const id = await create('ada@example.com');
  await emulator.control('faults', {kind: 'users-by-id', on: false});
  expect((await emulator.test.post('/v1/users/lookup', {emails: [], ids: [id]})).status).toBe(417);
  expect(await write([{id, email: 'ada@example.com'}])).toMatchObject([
    {status: 'invalid', error: {code: 'users.unknown-field'}},
  ]);
  await emulator.control('reset', {});
  expect((await lookUp({ids: [id]})).data).toHaveLength(1);
  const without = await startChecked({usersById: false});
  expect((await without.test.post('/v1/users/lookup', {emails: [], ids: [id]})).status).toBe(417);
  await without.close();
});

test('a deleted user is gone everywhere, and its address gets a new id', async () => {
  const id = await create('ada@example.com');
  await write([{id, properties: {loyalty_tier: 'Gold'}}]);
  const {deleted} = await emulator.control('users/delete', {emails: ['Ada@example.com']});
  expect(deleted).toBe(1);
  expect((await emulator.test.get(`/v1/users/${id}`)).status).toBe(417);
  expect((await lookUp({emails: ['ada@example.com'], ids: [id]})).data).toEqual([]);
  for (const path of ['/v1/users', '/v1/user-events'])
    expect((await emulator.test.get(path)).body.data).toEqual([]);
  expect((await emulator.control('stats')).test.users).toBe(0);
  expect(await write([{id, email: 'ada@example.com'}])).toMatchObject([{status: 'not_found'}]);
  const again = await create('ada@example.com');
  expect(again).not.toBe(id);
  expect(await emulator.control('users/delete', {ids: [id, again]})).toEqual({deleted: 1});
});

test('deleted users leave lists and segments', async () => {
  const seeded = await startChecked({users: 500});
  const {body: lists} = await seeded.test.get('/v1/lists');
  const {body: segments} = await seeded.test.get('/v1/segments');
  for (const path of [`lists/${lists.data[0].id}`, `segments/${segments.data[0].id}`]) {
    const {body: before} = await seeded.test.get(`/v1/${path}/members`);
    await seeded.control('users/delete', {ids: [before.data[0].id]});
    const {body: after} = await seeded.test.get(`/v1/${path}/members`);
    expect(after.data).toEqual(before.data.slice(1));
  }
  await seeded.close();
});
