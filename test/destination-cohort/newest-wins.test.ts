import fc from 'fast-check';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {contactStream, number, openContacts, text} from './fixtures/contacts.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort();
});
afterEach(() => cohort.close());

const schemas = {firstName: text, city: text, points: number};

function contact(day: number, id: string, values: object) {
  const SystemModstamp = `2024-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  return {Id: id, SystemModstamp, Email: 'ann@example.com', ...values};
}

const old = contact(1, 'A', {firstName: 'Old', city: 'Rome', points: 1});
const middle = contact(2, 'B', {firstName: 'Middle', city: 'Oslo', points: 2});
const newest = contact(3, 'C', {firstName: 'Newest', city: 'Lima', points: 3});

test.each([
  {order: [old, middle, newest], together: ['duplicate', 'duplicate', 'created']},
  {order: [newest, middle, old], together: ['created', 'duplicate', 'duplicate']},
  {order: [middle, newest, old], together: ['duplicate', 'created', 'duplicate']},
])(
  'the newest of several records wins in any order, together and apart',
  async ({order, together}) => {
    const inOne = await openContacts(cohort.config, schemas);
    expect(await inOne.statuses(...order)).toEqual(together);
    const wanted = {firstName: 'Newest', properties: {city: 'Lima', points: 3}};
    expect(await cohort.user('ann@example.com')).toMatchObject(wanted);
    await inOne.close();

    const apart = await openContacts(cohort.config, schemas);
    for (const record of order) await apart.write(record);
    expect(await cohort.user('ann@example.com')).toMatchObject(wanted);
    await apart.close();
  },
);

test('batches that are under way together do not overtake each other', async () => {
  const contacts = await openContacts(cohort.config, schemas);
  await cohort.fault({route: '/v1/users/lookup', nth: 1, delayMs: 200});
  const first = contacts.statuses(newest);
  const second = contacts.statuses(old);
  const third = contacts.statuses({...middle, Email: 'bob@example.com'});
  expect(await third).toEqual(['created']);
  expect(await Promise.all([first, second])).toEqual([['created'], ['duplicate']]);
  expect(await cohort.user('ann@example.com')).toMatchObject({firstName: 'Newest'});
  await contacts.close();
});

test('of records changed at the same moment the one with the highest id wins', async () => {
  const twins = [
    contact(1, '003000000000001AAA', {firstName: 'One'}),
    contact(1, '003000000000003AAA', {firstName: 'Three'}),
    contact(1, '003000000000002AAA', {firstName: 'Two'}),
  ];
  for (const order of [twins, twins.toReversed()]) {
    const contacts = await openContacts(cohort.config, schemas);
    for (const record of order) await contacts.write(record);
    expect(await cohort.user('ann@example.com')).toMatchObject({firstName: 'Three'});
    await contacts.close();
  }
});

test('without a cursor the last to arrive wins', async () => {
  const contacts = await openContacts(cohort.config, schemas, {cursor_field: []});
  expect(await contacts.statuses(newest, old)).toEqual(['duplicate', 'created']);
  expect(await contacts.statuses(middle)).toEqual(['updated']);
  expect(await cohort.user('ann@example.com')).toMatchObject({firstName: 'Middle'});
  await contacts.close();
});

test('where the catalog chooses no cursor, the stream’s own tells the newest', async () => {
  const {stream} = contactStream(schemas);
  const contacts = await openContacts(cohort.config, schemas, {
    cursor_field: [],
    stream: {...stream, default_cursor_field: ['SystemModstamp']},
  });
  expect(await contacts.statuses(newest, old)).toEqual(['created', 'duplicate']);
  await contacts.close();
});

test('an older record fills what the newest leaves empty, whichever comes first', async () => {
  const gap = contact(3, 'C', {firstName: 'Newest', city: null, points: null});
  for (const order of [
    [gap, old],
    [old, gap],
  ]) {
    for (const isTogether of [true, false]) {
      await cohort.ask('/__emulator/reset', {data: true});
      const contacts = await openContacts(cohort.config, schemas);
      if (isTogether) await contacts.write(...order);
      else for (const record of order) await contacts.write(record);
      expect(await cohort.user('ann@example.com')).toMatchObject({
        firstName: 'Newest',
        properties: {city: 'Rome', points: 1},
      });
      expect(await contacts.statuses(old)).toEqual(['duplicate']);
      expect(await contacts.statuses(middle)).toEqual(['updated']);
      await contacts.close();
    }
  }
});

test('a newest record that Cohort refuses stands in nobody’s way', async () => {
  const refused = contact(3, 'C', {firstName: 'x'.repeat(300), city: 'Lima'});
  for (const order of [
    [refused, old],
    [old, refused],
  ]) {
    await cohort.ask('/__emulator/reset', {data: true});
    const together = await openContacts(cohort.config, schemas);
    const statuses = await together.statuses(...order);
    expect(statuses.toSorted()).toEqual(['created', 'rejected']);
    expect(await cohort.user('ann@example.com')).toMatchObject({
      firstName: 'Old',
      properties: {city: 'Rome', points: 1},
    });
    await together.close();
  }
});

test('a newest record that Cohort refuses takes none of what came before it away', async () => {
  const contacts = await openContacts(cohort.config, schemas);
  const refused = contact(3, 'C', {firstName: 'x'.repeat(300), city: 'Lima', points: 3});
  expect(await contacts.statuses(middle)).toEqual(['created']);
  expect(await contacts.statuses(refused)).toEqual(['rejected']);
  expect(await contacts.statuses(old)).toEqual(['duplicate']);
  expect(await cohort.user('ann@example.com')).toMatchObject({firstName: 'Middle'});
  await contacts.close();
});

test('any records in any batches leave what applying them by age would leave', async () => {
  const record = fc.record({
    day: fc.integer({min: 1, max: 9}),
    email: fc.constantFrom('ann@example.com', 'BOB@example.com', 'bob@example.com'),
    firstName: fc.constantFrom(null, 'A', 'B', 'C'),
    city: fc.constantFrom(null, 'Rome', 'Oslo'),
    points: fc.constantFrom(null, 1, 2),
  });
  const batches = fc.array(fc.array(record, {minLength: 1, maxLength: 4}), {maxLength: 5});
  await fc.assert(
    fc.asyncProperty(batches, async drawn => {
      await cohort.ask('/__emulator/reset', {data: true});
      const contacts = await openContacts(cohort.config, schemas);
      let id = 0;
      const model = drawn.map(batch =>
        batch.map(({day, email, ...values}) => ({
          ...contact(day, `id${String(++id).padStart(3, '0')}`, values),
          ...values,
          Email: email,
        })),
      );
      await Promise.all(model.map(batch => contacts.write(...batch)));
      await contacts.close();
      const users = await cohort.users();
      const found = Object.fromEntries(
        users.map(({email, firstName, properties: {city, points}}) => [
          email.toLowerCase(),
          {firstName, city, points},
        ]),
      );
      expect(found).toEqual(applyByAge(model.flat()));
    }),
    {numRuns: 40},
  );
});

type Contact = ReturnType<typeof contact> & Record<'firstName' | 'city' | 'points', unknown>;

function applyByAge(contacts: readonly Contact[]) {
  const users: Record<string, Record<string, unknown>> = {};
  const age = ({SystemModstamp, Id}: Contact) => `${SystemModstamp} ${Id}`;
  for (const each of contacts.toSorted((a, b) => (age(a) < age(b) ? -1 : 1))) {
    const key = each.Email.toLowerCase();
    users[key] ??= {firstName: null, city: null, points: null};
    for (const field of ['firstName', 'city', 'points'] as const) {
      users[key][field] = each[field] ?? users[key][field];
    }
  }
  return users;
}
