import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../../fixtures/cohort-emulator.js';
import {openContacts, text} from '../fixtures/contacts.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

const LOOKUP = 'POST /v1/users/lookup';
const person = (n: number, firstName = 'New') => ({Email: `person${n}@example.com`, firstName});
const people = (from: number, count: number) =>
  Array.from({length: count}, (_, index) => person(from + index));

test('after a thousand unknown users, the next ones are written without a lookup', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  for (let batch = 0; batch < 30; batch++) await contacts.write(...people(batch * 100, 100));
  expect(await cohort.calls(LOOKUP)).toBe(10);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(30);
  expect(await cohort.users()).toHaveLength(3000);
  await contacts.close();
});

test('a known user turns lookups on again, and is counted as what it was', async () => {
  await cohort.put([{email: person(2000).Email, firstName: 'New'}]);
  const contacts = await openContacts(cohort.config, {firstName: text});
  await contacts.write(...people(0, 1000));
  await cohort.forget();
  expect(await contacts.statuses(person(1999), person(2000))).toEqual(['created', 'unchanged']);
  expect(await cohort.calls(LOOKUP)).toBe(0);
  await contacts.write(person(2001));
  expect(await cohort.calls(LOOKUP)).toBe(1);
  await contacts.close();
});

test('those that this run has written before do not bring the look-ups back', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  await contacts.write(...people(0, 500));
  await contacts.write(person(1, 'New'));
  await contacts.write(...people(500, 500));
  await cohort.forget();
  expect(await contacts.statuses(person(1, 'Newer'))).toEqual(['updated']);
  await contacts.write(person(1000));
  expect(await cohort.calls(LOOKUP)).toBe(0);
  await contacts.close();
});

test('one whom Cohort refuses does not bring the look-ups back', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  await contacts.write(...people(0, 1000));
  await cohort.forget();
  expect(await contacts.statuses(person(1000, 'x'.repeat(300)))).toEqual(['rejected']);
  await contacts.write(person(1001));
  expect(await cohort.calls(LOOKUP)).toBe(0);
  await contacts.close();
});

test('who was not looked up is cleared as well', async () => {
  await cohort.put([{email: person(1000).Email, firstName: 'Old', lastName: 'Kept'}]);
  const config = {...cohort.config, clear_empty: true};
  const contacts = await openContacts(config, {firstName: text, lastName: text});
  await contacts.write(...people(0, 1000));
  const {Email} = person(1000);
  expect(await contacts.statuses({Email, firstName: null})).toEqual(['updated']);
  expect(await cohort.user(Email)).toMatchObject({firstName: null, lastName: 'Kept'});
  await contacts.close();
});

test('an answer that is lost does not make new users look known', async () => {
  const contacts = await openContacts(cohort.config, {firstName: text});
  await contacts.write(...people(0, 1000));
  await cohort.forget();
  await cohort.fault({route: '/v1/users/batch', nth: 1, loseReply: true});
  expect(await contacts.statuses(person(1000))).toEqual(['created']);
  expect(await contacts.statuses(person(1001))).toEqual(['created']);
  await cohort.fault({route: '/v1/users/batch', nth: 1, loseReply: true});
  expect(await contacts.statuses(person(1001, 'Newer'))).toEqual(['updated']);
  expect(await cohort.calls(LOOKUP)).toBe(0);
  await contacts.close();
});

test('existing only, and a dry run, look up everyone', async () => {
  for (const only of [{users: 'existing'} as const, {dry_run: true}]) {
    await cohort.forget();
    const contacts = await openContacts({...cohort.config, ...only}, {firstName: text});
    for (let batch = 0; batch < 12; batch++) await contacts.write(...people(batch * 100, 100));
    expect(await cohort.calls(LOOKUP)).toBe(12);
    expect(await cohort.users()).toEqual([]);
    await contacts.close();
  }
});
