import {expect, test} from 'vitest';
import {number, text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const MAIL = '003a@example.com';
const schemas = {firstName: text, total: number};

/** What the source sends of a record whose formulas it reads again. */
function part(id: string, values: object): Record<string, unknown> {
  const {Id, Email, SystemModstamp} = contact(id);
  return {Id, Email, SystemModstamp, ...values};
}

async function linked() {
  const world = await linkWorld(schemas);
  await world.run([contact('003A', {firstName: 'Ann', total: 1})]);
  await world.cohort.forget();
  return world;
}

test('a part of a record that is as it was costs no look-up', async () => {
  const world = await linked();
  expect((await world.run([part('003A', {total: 1})])).statuses).toEqual(['unchanged']);
  expect(await world.cohort.calls('POST /v1/users/lookup')).toBe(0);
});

test('a part of a record that changed is written, and the rest stays', async () => {
  const world = await linked();
  expect((await world.run([part('003A', {total: 2})])).statuses).toEqual(['updated']);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Ann', properties: {total: 2}});
  const whole = contact('003A', {firstName: 'Ann', total: 2});
  expect((await world.run([whole])).statuses).toEqual(['unchanged']);
});

test('nobody is created or linked by a part of a record', async () => {
  const world = await linked();
  await world.cohort.put([{email: '003c@example.com'}]);
  const parts = [part('003B', {total: 2}), part('003C', {total: 3})];
  expect((await world.run(parts)).statuses).toEqual(['unchanged', 'unchanged']);
  expect(await world.cohort.user('003b@example.com')).toBe(undefined);
  await world.deleteUser(MAIL);
  expect((await world.run([part('003A', {total: 9})])).statuses).toEqual(['unchanged']);
  expect(await world.cohort.user(MAIL)).toBe(undefined);
});

test('a part does not take the place of the whole record in a batch', async () => {
  const world = await linked();
  const records = [
    contact('003A', {firstName: 'Anna', total: 2}),
    part('003A', {total: 2}),
    contact('003D', {firstName: 'Dan', total: 4}),
    part('003D', {total: 4}),
  ];
  const {statuses} = await world.run(records);
  expect(statuses).toEqual(['updated', 'unchanged', 'created', 'unchanged']);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Anna', properties: {total: 2}});
  expect(await world.userOf('003d@example.com')).toMatchObject({firstName: 'Dan'});
});
