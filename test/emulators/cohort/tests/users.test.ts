import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Checked, readAll, startChecked} from './checked-client.js';

let emulator: Checked;
beforeAll(async () => {
  emulator = await startChecked({users: 450, seed: 7});
});
afterAll(() => emulator.close());

interface User {
  id: string;
  email: string;
  createdAt: string;
  updatedAt: string;
}

test('lists every user once, ordered by updatedAt and id, whatever the page size', async () => {
  const users: User[] = await readAll(emulator.test, '/v1/users');
  expect(new Set(users.map(({id}) => id)).size).toBe(450);
  const keys = users.map(({updatedAt, id}) => `${updatedAt} ${id}`);
  expect(keys).toEqual([...keys].sort());
  for (const limit of [1, 7, 99]) {
    const again: User[] = await readAll(emulator.test, `/v1/users?limit=${limit}`);
    expect(again).toEqual(users);
  }
});

test('some neighbours share their updatedAt', async () => {
  const users: User[] = await readAll(emulator.test, '/v1/users');
  expect(new Set(users.map(({updatedAt}) => updatedAt)).size).toBe(150);
});

test('answers a page of 100 when no limit is given', async () => {
  const {body} = await emulator.test.get('/v1/users');
  expect(body.data).toHaveLength(100);
});

test('the last page has no next cursor, even when it is full', async () => {
  const {body} = await emulator.test.get('/v1/users?limit=50');
  let page = body;
  for (let turn = 1; turn < 9; turn++)
    page = (await emulator.test.get(`/v1/users?limit=50&cursor=${page.nextCursor}`)).body;
  expect(page.data).toHaveLength(50);
  expect(page.nextCursor).toBeNull();
});

test('updatedSince is inclusive, in any time zone', async () => {
  const users: User[] = await readAll(emulator.test, '/v1/users');
  const {updatedAt} = users[200] as User;
  const wanted = users.filter(user => user.updatedAt >= updatedAt);
  const elsewhere = new Date(Date.parse(updatedAt) + 7_200_000)
    .toISOString()
    .replace('Z', '+02:00');
  for (const since of [updatedAt, encodeURIComponent(elsewhere), elsewhere]) {
    expect(await readAll(emulator.test, `/v1/users?updatedSince=${since}&limit=70`)).toEqual(
      wanted,
    );
  }
  const {body} = await emulator.test.get('/v1/users?updatedSince=2030-01-01T00:00:00Z');
  expect(body).toEqual({data: [], nextCursor: null});
});

test('fields chooses properties and core fields, beside those that always come', async () => {
  const {body} = await emulator.test.get('/v1/users?fields=lang,loyalty_points,email&limit=1');
  expect(Object.keys(body.data[0])).toEqual([
    'id',
    'email',
    'lang',
    'createdAt',
    'updatedAt',
    'properties',
  ]);
  expect(Object.keys(body.data[0].properties)).toEqual(['loyalty_points']);
  const none = await emulator.test.get('/v1/users?fields=&limit=1');
  expect(none.body.data[0].properties).toEqual({});
});

test('gets one user by id', async () => {
  const [user] = (await emulator.test.get('/v1/users?limit=1')).body.data;
  expect((await emulator.test.get(`/v1/users/${user.id}`)).body).toEqual(user);
  const {body} = await emulator.test.get(`/v1/users/${user.id}?fields=birthday`);
  expect(body.properties).toEqual({birthday: user.properties.birthday});
});

test.each(['x', '524475e2-8cc3-4476-98f8-59438d04e9e4', '00000000-0000-0000-0000-000000000000'])(
  'an unknown id is bad input: %s',
  async id => {
    const {status, body} = await emulator.test.get(`/v1/users/${id}`);
    expect([status, body.code]).toEqual([417, 'users.not-found']);
  },
);

test('finds users by email without case and blanks, each once, in the order asked for', async () => {
  const [first, second] = (await emulator.test.get('/v1/users?limit=2')).body.data;
  const {body} = await emulator.test.post('/v1/users/lookup', {
    emails: [` ${second.email.toUpperCase()} `, 'nobody@example.com', first.email, second.email],
  });
  expect(body).toEqual({data: [second, first]});
});

test('finds an address that is written in another Unicode form', async () => {
  const user = {email: 'jos\u00e9@example.com'};
  const [{id}] = (await emulator.live.post('/v1/users/batch', {mode: 'upsert', users: [user]})).body
    .results;
  const {body} = await emulator.live.post('/v1/users/lookup', {
    emails: ['JOSE\u0301@example.com'],
    fields: ['firstName'],
  });
  expect(body.data.map((found: User) => found.id)).toEqual([id]);
});

test('the same seed starts with the same users, another seed with others', async () => {
  const starts = [
    await startChecked({users: 450, seed: 7}),
    await startChecked({users: 450, seed: 8}),
  ];
  const [same, other] = await Promise.all(starts.map(({test}) => readAll(test, '/v1/users')));
  await Promise.all(starts.map(({close}) => close()));
  expect(same).toEqual(await readAll(emulator.test, '/v1/users'));
  expect(other?.map(({email}) => email)).not.toEqual(same?.map(({email}) => email));
});

test('users were created before they were updated, within the two years before 2026', async () => {
  const users: User[] = await readAll(emulator.test, '/v1/users');
  for (const {createdAt, updatedAt} of users) {
    expect(createdAt <= updatedAt).toBe(true);
    expect(createdAt >= '2024-01-01T00:00:00.000Z').toBe(true);
    expect(updatedAt < '2026-01-01T00:00:00.000Z').toBe(true);
  }
});

test('each property has values, and all but the checkbox have nulls, among the users', async () => {
  const users = await readAll(emulator.test, '/v1/users');
  for (const name of Object.keys(users[0].properties)) {
    const values = users.map(({properties}) => properties[name]);
    const nulls = values.filter(value => value === null).length;
    if (name === 'newsletter') expect(nulls).toBe(0);
    else expect(nulls).toBeGreaterThan(10);
    expect(values.filter(value => value !== null).length).toBeGreaterThan(100);
  }
});
