import {expect, onTestFinished, test} from 'vitest';
import {destination} from '../../destination-cohort/destination.js';
import {startCohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {number, openContacts, text} from './fixtures/contacts.js';
import {contact, linkWorld} from './link/fixtures/link-world.js';

const LOOKUP = 'POST /v1/users/lookup';
const BATCH = 'POST /v1/users/batch';
const LISTED = 'GET /v1/users';
const api = {paths: {user_lookup: null}};
const schemas = {firstName: text, points: number};

test('only users that exist are updated, and only where something differs', async () => {
  const cohort = await startCohort();
  await cohort.addProperty('points', 'number');
  await cohort.put([
    {email: 'ann@example.com', firstName: 'Ann', properties: {points: 1}},
    {email: 'bob@example.com', firstName: 'Bob', properties: {points: 2}},
  ]);
  await cohort.forget();
  const contacts = await openContacts({...cohort.config, users: 'existing', api}, schemas);
  onTestFinished(async () => {
    await contacts.close();
    await cohort.close();
  });
  const ann = {Email: 'ann@example.com', firstName: 'Ann', points: 1};
  const bob = {Email: 'BOB@example.com', firstName: 'Bob', points: 3};
  const nobody = {Email: 'nobody@example.com', firstName: 'No', points: 0};
  const expected = ['unchanged', 'updated', 'unchanged'];
  expect(await contacts.statuses(ann, bob, nobody)).toEqual(expected);
  expect(await contacts.statuses(ann, bob, nobody)).toEqual([
    'unchanged',
    'unchanged',
    'unchanged',
  ]);
  expect(await cohort.calls(LOOKUP)).toBe(0);
  expect(await cohort.calls(LISTED)).toBe(1);
  expect(await cohort.calls(BATCH)).toBe(1);
  expect((await cohort.users()).map(({email}) => email)).not.toContain('nobody@example.com');
});

test('check needs no listing', async () => {
  const cohort = await startCohort({users: 300});
  const {context} = recordingContext();
  const config = {...cohort.config, mapping: {Email: 'email'}, api};
  const session = await destination.connect(config, context);
  onTestFinished(async () => {
    await destination.close?.(session);
    await cohort.close();
  });
  expect(await destination.check(session)).toContain('users can be written');
  expect(await cohort.calls(LISTED)).toBe(1);
});

test('records are linked to users that the listing has, others are created, and nothing is written again', async () => {
  const world = await linkWorld(schemas, {api});
  await world.cohort.put([{email: '003a@example.com', firstName: 'Ann'}]);
  const records = [
    contact('003A', {firstName: 'Ann', points: 1}),
    contact('003B', {firstName: 'Bob', points: 2}),
  ];
  await world.cohort.forget();
  expect((await world.run(records)).statuses).toEqual(['updated', 'created']);
  expect(await world.cohort.calls(LOOKUP)).toBe(0);
  const again = await world.run(records);
  expect(again.statuses).toEqual(['unchanged', 'unchanged']);
  const changed = contact('003B', {firstName: 'Robert', points: 2});
  expect((await world.run([changed])).statuses).toEqual(['updated']);
  expect(await world.cohort.calls(LOOKUP)).toBe(0);
  expect(await world.userOf('003b@example.com')).toMatchObject({firstName: 'Robert'});
});
