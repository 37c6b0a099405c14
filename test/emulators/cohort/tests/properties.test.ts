import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Checked, startChecked} from './checked-client.js';

let emulator: Checked;
beforeEach(async () => {
  emulator = await startChecked({users: 12});
});
afterEach(() => emulator.close());

const path = '/v1/user-properties';

interface Property {
  id: string;
  referenceId: string;
  type: string;
}

test('lists the properties that every merchant starts with', async () => {
  const {body} = await emulator.test.get(path);
  expect(body.data.map(({referenceId, type}: Property) => [referenceId, type])).toEqual([
    ['loyalty_points', 'number'],
    ['loyalty_tier', 'text'],
    ['birthday', 'date'],
    ['newsletter', 'boolean'],
    ['favourite_store', 'text'],
  ]);
});

test.each(['text', 'number', 'boolean', 'date'])('creates a property of type %s', async type => {
  const property = {name: 'New one', referenceId: 'Account.New-1__c', type};
  const {status, body} = await emulator.test.post(path, property);
  expect(status).toBe(201);
  expect(body).toEqual({id: body.id, ...property});
  expect((await emulator.test.get(path)).body.data).toContainEqual(body);
  const users = (await emulator.test.get('/v1/users')).body.data;
  expect(users).toHaveLength(12);
  for (const {properties} of users) expect(properties[property.referenceId]).toBeNull();
});

test('derives a reference id that is not given from the name', async () => {
  const {body} = await emulator.test.post(path, {name: ' Größe der Schuhe (EU) ', type: 'number'});
  expect(body.referenceId).toBe('gr_e_der_schuhe_eu');
  expect((await emulator.test.post(path, {name: '会员', type: 'text'})).status).toBe(417);
});

test.each([
  [
    {name: 'Points', referenceId: 'loyalty_points', type: 'number'},
    'user-properties.reference-id-taken',
  ],
  [{name: 'Birthday', type: 'date'}, 'user-properties.reference-id-taken'],
  [{name: 'Email', type: 'text'}, 'user-properties.reference-id-taken'],
  [{name: 'x', referenceId: 'firstName', type: 'text'}, 'user-properties.reference-id-taken'],
  [{name: 'x', referenceId: 'a,b', type: 'text'}, 'generic.invalid-request'],
  [{name: 'x', referenceId: '', type: 'text'}, 'generic.invalid-request'],
  [{name: 'x', referenceId: 'a'.repeat(256), type: 'text'}, 'generic.invalid-request'],
  [{name: 'x'.repeat(256), type: 'text'}, 'generic.invalid-request'],
  [{name: '', type: 'text'}, 'generic.invalid-request'],
  [{name: 'x', type: 'string'}, 'generic.invalid-request'],
  [{name: 'x'}, 'generic.invalid-request'],
  [{type: 'text'}, 'generic.invalid-request'],
  [{name: 'x', type: 'text', description: 'y'}, 'generic.invalid-request'],
])('refuses to create a property (%#)', async (property, code) => {
  const {status, body} = await emulator.test.post(path, property);
  expect([status, body.code]).toEqual([417, code]);
  expect((await emulator.test.get(path)).body.data).toHaveLength(5);
});

test('renames a property and keeps the values of users', async () => {
  const [{id}] = (await emulator.test.get(path)).body.data;
  const before = (await emulator.test.get('/v1/users')).body.data;
  const {status, body} = await emulator.test.patch(`${path}/${id}`, {
    name: 'Points',
    referenceId: 'points',
    type: 'number',
  });
  expect(status).toBe(200);
  expect(body).toEqual({id, name: 'Points', referenceId: 'points', type: 'number'});
  const after = (await emulator.test.get('/v1/users')).body.data;
  for (const [index, {properties, updatedAt}] of after.entries()) {
    expect(properties.points).toBe(before[index].properties.loyalty_points);
    expect(updatedAt).toBe(before[index].updatedAt);
    expect(properties).not.toHaveProperty('loyalty_points');
  }
  expect((await emulator.test.get('/v1/users?fields=loyalty_points')).status).toBe(417);
});

test('never changes the type of a property', async () => {
  const [{id}] = (await emulator.test.get(path)).body.data;
  const {status, body} = await emulator.test.patch(`${path}/${id}`, {name: 'Points', type: 'text'});
  expect([status, body.code]).toEqual([417, 'user-properties.type-immutable']);
  expect((await emulator.test.get(path)).body.data[0].name).toBe('Loyalty points');
});

test.each([
  [{}, 'generic.invalid-request'],
  [{name: null}, 'generic.invalid-request'],
  [{referenceId: 'birthday'}, 'user-properties.reference-id-taken'],
  [{referenceId: 'a b'}, 'generic.invalid-request'],
  [{id: 'x'}, 'generic.invalid-request'],
])('refuses to rename a property (%#)', async (change, code) => {
  const [{id}] = (await emulator.test.get(path)).body.data;
  const {status, body} = await emulator.test.patch(`${path}/${id}`, change);
  expect([status, body.code]).toEqual([417, code]);
});

test('an unknown property id is bad input', async () => {
  const {status, body} = await emulator.test.patch(`${path}/x`, {name: 'x'});
  expect([status, body.code]).toEqual([417, 'user-properties.not-found']);
});
