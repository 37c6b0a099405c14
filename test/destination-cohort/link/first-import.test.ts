import {expect, test} from 'vitest';
import {number, text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const schemas = {firstName: text, points: number};

test('users are created with the Id of their record, and then nothing is looked up or written', async () => {
  const world = await linkWorld(schemas);
  const records = [
    contact('003A', {firstName: 'Ann', points: 1}),
    contact('003B', {firstName: 'Bob', points: null}),
  ];
  expect((await world.run(records)).statuses).toEqual(['created', 'created']);
  expect(await world.userOf('003a@example.com')).toMatchObject({
    firstName: 'Ann',
    properties: {points: 1, salesforce_id: '003A'},
  });
  await world.cohort.forget();
  const again = await world.run(records);
  expect(again.statuses).toEqual(['unchanged', 'unchanged']);
  expect(await world.cohort.calls('POST /v1/users/lookup')).toBe(0);
  expect(await world.cohort.calls('POST /v1/users/batch')).toBe(0);
  expect(await world.cohort.calls()).toBe(1);
});

test('new people are looked up and created in as few calls as they fit in', async () => {
  const world = await linkWorld(schemas);
  const ids = Array.from({length: 250}, (_, index) => `003${index}`);
  const {statuses} = await world.run(ids.map(id => contact(id, {firstName: id, points: 1})));
  expect(new Set(statuses)).toEqual(new Set(['created']));
  expect(await world.cohort.calls('POST /v1/users/lookup')).toBe(3);
  expect(await world.cohort.calls('POST /v1/users/batch')).toBe(3);
});

test('records that hold the ids of their users are looked up together', async () => {
  const world = await linkWorld(schemas);
  const ids = Array.from({length: 100}, (_, index) => `003${index}`);
  await world.cohort.put(ids.map(id => ({email: `${id}@example.com`})));
  const users = new Map((await world.cohort.users()).map(({id, email}) => [email, id]));
  await world.cohort.forget();
  const records = ids.map(id => {
    return contact(id, {firstName: id, User_Id__c: users.get(`${id}@example.com`)});
  });
  expect(new Set((await world.run(records)).statuses)).toEqual(new Set(['updated']));
  expect(await world.cohort.calls('POST /v1/users/lookup')).toBe(1);
  expect(await world.cohort.calls('POST /v1/users/batch')).toBe(1);
});

test('a changed value is written to the user, and only it', async () => {
  const world = await linkWorld(schemas);
  await world.run([contact('003A', {firstName: 'Ann', points: 1})]);
  const ran = await world.run([contact('003A', {firstName: 'Anna', points: 1})]);
  expect(ran.statuses).toEqual(['updated']);
  expect(await world.userOf('003a@example.com')).toMatchObject({firstName: 'Anna'});
});

test('users that exist are linked by their address and do not get the Id of the record', async () => {
  const world = await linkWorld(schemas);
  await world.cohort.put([{email: '003a@example.com', firstName: 'Ann'}]);
  const {id} = await world.userOf('003a@example.com');
  expect((await world.run([contact('003A', {firstName: 'Ann'})])).statuses).toEqual(['unchanged']);
  expect(await world.pair('003A')).toMatchObject({userId: id, imported: true});
  expect((await world.userOf('003a@example.com')).properties).toMatchObject({salesforce_id: null});
});
