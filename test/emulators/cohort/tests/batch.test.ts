import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Checked, startChecked} from './checked-client.js';

let emulator: Checked;
beforeAll(async () => {
  emulator = await startChecked();
});
afterAll(() => emulator.close());

async function write(users: object[], mode = 'upsert') {
  const {status, body} = await emulator.test.post('/v1/users/batch', {mode, users});
  expect(status).toBe(200);
  return body.results;
}

async function find(email: string) {
  const {body} = await emulator.test.post('/v1/users/lookup', {emails: [email]});
  return body.data[0];
}

test('creates, updates and leaves users alone, in the order of the request', async () => {
  const results = await write([
    {email: ' Anna@Example.com', firstName: 'Anna', properties: {loyalty_points: 1.5}},
    {email: 'anna@example.com', properties: {loyalty_points: 2}},
    {email: 'ANNA@EXAMPLE.COM ', firstName: 'Anna', properties: {loyalty_points: 2}},
  ]);
  expect(results.map(({status}: {status: string}) => status)).toEqual([
    'created',
    'updated',
    'unchanged',
  ]);
  expect(results.map(({index}: {index: number}) => index)).toEqual([0, 1, 2]);
  expect(new Set(results.map(({id}: {id: string}) => id)).size).toBe(1);
  expect(await find('anna@example.com')).toMatchObject({
    id: results[0].id,
    email: 'Anna@Example.com',
    firstName: 'Anna',
    lastName: null,
    properties: {loyalty_points: 2, loyalty_tier: null},
  });
});

test('update-only mode never creates', async () => {
  await write([{email: 'ben@example.com'}]);
  const results = await write(
    [{email: 'nobody@example.com'}, {email: 'ben@example.com', lang: 'fr'}],
    'update',
  );
  expect(results[0]).toEqual({index: 0, status: 'not_found'});
  expect(results[1].status).toBe('updated');
  expect(await find('nobody@example.com')).toBeUndefined();
});

test('a write that changes nothing leaves updatedAt, one that changes something moves it', async () => {
  const user = {email: 'clara@example.com', lang: 'de', properties: {newsletter: false}};
  await write([user]);
  const before = await find(user.email);
  expect((await write([user, {...user, lang: ''}, {email: user.email}]))[0].status).toBe(
    'unchanged',
  );
  expect(await find(user.email)).toEqual(before);
  await write([{...user, lang: 'en'}]);
  const after = await find(user.email);
  expect(after.updatedAt > before.updatedAt).toBe(true);
  expect(after.createdAt).toBe(before.createdAt);
});

test('absent stays, null clears, an empty string is skipped', async () => {
  const email = 'david@example.com';
  const properties = {loyalty_tier: 'Gold', birthday: '1990-02-28', loyalty_points: 3};
  await write([{email, firstName: 'David', lastName: 'Weber', properties}]);
  await write([{email, firstName: '', properties: {loyalty_tier: '', loyalty_points: ''}}]);
  expect(await find(email)).toMatchObject({firstName: 'David', lastName: 'Weber', properties});
  await write([{email, lastName: null, properties: {loyalty_tier: null, birthday: null}}]);
  expect(await find(email)).toMatchObject({
    firstName: 'David',
    lastName: null,
    properties: {loyalty_tier: null, birthday: null, loyalty_points: 3},
  });
});

test.each([
  ['favourite_store', 'x'.repeat(32_768)],
  ['favourite_store', '😀'.repeat(32_768)],
  ['favourite_store', 'שלום עולם, 👩‍👩‍👧 "quoted"\r\nline\u0000\u2028'],
  ['favourite_store', '00123'],
  ['loyalty_points', 1e308],
  ['loyalty_points', 5e-324],
  ['loyalty_points', Number.MAX_SAFE_INTEGER],
  ['newsletter', false],
  ['birthday', '0001-01-01'],
  ['birthday', '9999-12-31'],
  ['birthday', '2000-02-29'],
])('keeps a value of %s as it was given (%#)', async (name, value) => {
  const email = 'values@example.com';
  await write([{email, properties: {[name]: null}}]);
  await write([{email, properties: {[name]: value}}]);
  expect((await find(email)).properties[name]).toBe(value);
});

test.each([
  ['favourite_store', 12],
  ['favourite_store', true],
  ['favourite_store', ['a']],
  ['favourite_store', `secret${'x'.repeat(32_768)}`],
  ['loyalty_points', '12'],
  ['loyalty_points', {}],
  ['newsletter', 'true'],
  ['newsletter', 1],
  ['birthday', '2001-02-29'],
  ['birthday', '1900-02-29'],
  ['birthday', '2001-13-01'],
  ['birthday', '0000-01-01'],
  ['birthday', '2001-1-1'],
  ['birthday', '2001-01-01T00:00:00Z'],
  ['birthday', 20010101],
])(
  'refuses a value that is not of the type of %s, and nothing else of the batch (%#)',
  async (name, value) => {
    const email = `refused-${name}@example.com`;
    const results = await write([
      {email, firstName: 'Not written', properties: {[name]: value}},
      {email: 'other@example.com'},
    ]);
    expect(results[0]).toMatchObject({status: 'invalid', error: {code: 'users.invalid-value'}});
    expect(results[0].error.message).toContain(name);
    expect(results[0].error.message).not.toContain('secret');
    expect(results[1].status).not.toBe('invalid');
    expect(await find(email)).toBeUndefined();
  },
);

test.each([
  [{}, 'users.invalid-email', 'email'],
  [{email: ''}, 'users.invalid-email', 'email'],
  [{email: null}, 'users.invalid-email', 'email'],
  [{email: 5}, 'users.invalid-email', 'email'],
  [{email: 'two words@example.com'}, 'users.invalid-email', 'email'],
  [{email: 'a@b@c.de'}, 'users.invalid-email', 'email'],
  [{email: `${'a'.repeat(250)}@b.de`}, 'users.invalid-email', 'email'],
  [{email: 'a@b.de', properties: {shoe_size: 4}}, 'users.unknown-property', 'shoe_size'],
  [{email: 'a@b.de', properties: {Loyalty_points: 4}}, 'users.unknown-property', 'Loyalty_points'],
  [{email: 'a@b.de', properties: []}, 'users.invalid-value', 'properties'],
  [{email: 'a@b.de', properties: null}, 'users.invalid-value', 'properties'],
  [{email: 'a@b.de', phone: '1'}, 'users.unknown-field', 'phone'],
  [{email: 'a@b.de', createdAt: 'x'}, 'users.unknown-field', 'createdAt'],
  [{email: 'a@b.de', firstName: 1}, 'users.invalid-value', 'firstName'],
  [{email: 'a@b.de', lastName: 'x'.repeat(256)}, 'users.invalid-value', 'lastName'],
  [{email: 'a@b.de', lang: 'de_DE'}, 'users.invalid-value', 'lang'],
])('refuses the item %j', async (item, code, named) => {
  const [result] = await write([item]);
  expect(result).toMatchObject({index: 0, status: 'invalid', error: {code}});
  expect(result.error.message).toContain(named);
});

test('a number too large for a double is refused', async () => {
  const text =
    '{"mode":"upsert","users":[{"email":"big@example.com","properties":{"loyalty_points":1e999}}]}';
  const {body} = await emulator.test.post('/v1/users/batch', text);
  expect(body.results[0]).toMatchObject({status: 'invalid', error: {code: 'users.invalid-value'}});
});

test.each([
  [{mode: 'upsert'}, 'Parameter users not provided'],
  [{users: []}, 'Parameter mode not provided'],
  [{mode: 'delete', users: []}, 'Parameter mode must be one of: upsert, update'],
  [{mode: 'upsert', users: {}}, 'Parameter users must be an array'],
  [{mode: 'upsert', users: ['a@b.de']}, 'Parameter users must be an array of objects'],
  [{mode: 'upsert', users: [], dryRun: true}, 'Unknown parameter dryRun'],
  [
    {mode: 'upsert', users: Array(101).fill({email: 'a@b.de'})},
    'Parameter users must have at most 100 items, found 101',
  ],
])('refuses a request that is malformed as a whole (%#)', async (body, message) => {
  const answer = await emulator.test.post('/v1/users/batch', body);
  expect(answer).toMatchObject({status: 417, body: {code: 'generic.invalid-request', message}});
});

test('a fault rule refuses single items', async () => {
  await emulator.control('faults', {
    kind: 'invalid-item',
    nth: 2,
    code: 'users.locked',
    message: 'x',
  });
  const results = await write([1, 2, 3].map(number => ({email: `fault${number}@example.com`})));
  expect(results.map(({status}: {status: string}) => status)).toEqual([
    'created',
    'invalid',
    'created',
  ]);
  expect(results[1].error).toEqual({code: 'users.locked', message: 'x'});
});
