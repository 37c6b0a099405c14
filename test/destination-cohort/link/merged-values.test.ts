import {EMPTY} from '@cohort-salesforce/spec/baseline';
import {expect, test} from 'vitest';
import {number, text} from '../fixtures/contacts.js';
import {contact, linkWorld, US, type World} from './fixtures/link-world.js';

const schemas = {firstName: text, points: number};
const TWO_WAY = {two_way: ['firstName', 'points']};
const MAIL = '003a@example.com';

// What is written and listed for each combination of changes is in the table of both destinations.

/** A world in which record and user were linked with these values on both sides. */
async function linked(config: object = TWO_WAY, values: object = {firstName: 'Ann', points: 1}) {
  const world = await linkWorld(schemas, config);
  await world.run([contact('003A', values)]);
  return world;
}

/** A person edits the user in Cohort. */
function edit(world: World, values: {firstName?: string | null; points?: number | null}) {
  const {points, ...core} = values;
  const properties = points === undefined ? {} : {properties: {points}};
  return world.cohort.put([{email: MAIL, ...core, ...properties}]);
}

async function values(world: World) {
  const {firstName, properties} = await world.userOf(MAIL);
  return [firstName, properties.points];
}

test('both changed to the same value: that is known from then on', async () => {
  const world = await linked();
  await edit(world, {points: 5});
  expect((await world.run([contact('003A', {firstName: 'Ann', points: 5})])).statuses).toEqual([
    'unchanged',
  ]);
  await edit(world, {points: 6});
  await world.run([contact('003A', {firstName: 'Anna', points: 5})]);
  expect(await values(world)).toEqual(['Anna', 6]);
});

test('a conflict is listed with its record and fields, and counted', async () => {
  const world = await linked();
  await edit(world, {points: 5});
  const ran = await world.run([contact('003A', {firstName: 'Ann', points: 7})]);
  expect(ran.lines).toMatchObject([{code: 'CONFLICT', record_id: '003A', fields: ['points']}]);
  expect(ran.stats).toEqual({listed_CONFLICT: 1});
});

test.each([
  {when: 'the record', year: 2050, by: '005000000000009AAA', points: 7},
  {when: 'the user', year: 2020, by: '005000000000009AAA', points: 5},
  {when: 'the record, but by this sync: the user', year: 2050, by: US, points: 5},
])('newest wins: $when changed last', async ({year, by, points}) => {
  const world = await linked(
    {...TWO_WAY, wins: {points: 'newest'}},
    {
      firstName: 'Ann',
      points: 1,
      SystemModstamp: '2019-01-01T00:00:00.000Z',
    },
  );
  await edit(world, {points: 5});
  await world.withStore(async store => {
    const [pair] = await store.pairsOfRecords(['003A']);
    if (!pair) throw new Error('no pair');
    pair.recordWrittenAt = Date.UTC(2050);
    const [number = 0] = [...pair.properties].map(([each]) => each);
    const source = store.digest('sent');
    pair.writes.set(number, {side: 'salesforce', source, count: 1, isRead: false});
    await store.save({pairs: [pair]});
  });
  const SystemModstamp = `${year}-01-01T00:00:00.000Z`;
  const record = {firstName: 'Ann', points: 7, SystemModstamp, LastModifiedById: by};
  await world.run([contact('003A', record)]);
  expect(await values(world)).toEqual(['Ann', points]);
});

test.each([
  {hours: 2, points: 5},
  {hours: 4, points: 7},
])(
  'newest allows for a clock of Salesforce that is 3 h ahead: a change $hours h ahead',
  async ({hours, points}) => {
    const world = await linked({...TWO_WAY, wins: {points: 'newest'}});
    await world.withStore(({clocks}) => clocks.note('salesforce', 3 * 3_600_000));
    await edit(world, {points: 5});
    const SystemModstamp = new Date(Date.now() + hours * 3_600_000).toISOString();
    await world.run([contact('003A', {firstName: 'Ann', points: 7, SystemModstamp})]);
    expect(await values(world)).toEqual(['Ann', points]);
  },
);

test('first contact: what differs is left alone until one side changes', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  await edit(world, {firstName: 'Bea'});
  const ran = await world.run([contact('003A', {firstName: 'Ann', points: 1})]);
  expect(ran.statuses).toEqual(['updated']);
  expect(await values(world)).toEqual(['Bea', 1]);
  expect(ran.lines).toMatchObject([{code: 'NO_HISTORY', fields: ['firstName']}]);
  await world.run([contact('003A', {firstName: 'Anna', points: 1})]);
  expect(await values(world)).toEqual(['Anna', 1]);
});

test('a field that is newly mapped is filled, and does not set others back', async () => {
  const world = await linked();
  await edit(world, {points: 5});
  const mapping = {Email: 'email', firstName: 'firstName', points: 'points', User_Id__c: 'own_id'};
  const ran = await world.run([contact('003A', {firstName: 'Ann', points: 1, User_Id__c: null})], {
    mapping,
  });
  expect(ran.statuses).toEqual(['unchanged']);
  expect(await values(world)).toEqual(['Ann', 5]);
});

test('a property that was deleted in Cohort and created again is filled again', async () => {
  const world = await linked();
  await world.cohort.ask('/__emulator/user-properties/delete', {referenceId: 'points'});
  await world.run([contact('003A', {firstName: 'Ann', points: 1})]);
  expect(await values(world)).toEqual(['Ann', 1]);
});

test('a value that Cohort does not keep is written twice, then left alone and listed', async () => {
  const world = await linked();
  const listed: string[][] = [];
  for (let round = 0; round < 3; round += 1) {
    listed.push((await world.run([contact('003A', {firstName: 'Anna', points: 1})])).listed);
    // A trigger of the other side sets both back, to what was the baseline before.
    await edit(world, {firstName: 'Bea'});
    await world.withStore(async store => {
      const [pair] = await store.pairsOfRecords(['003A']);
      const number = await store.propertyNumber('firstName', 'firstName');
      const values = {salesforce: store.digest('Bea'), cohort: store.digest('Bea')};
      pair?.properties.set(number, values);
      await store.save({pairs: pair ? [{...pair, importDigest: EMPTY}] : []});
    });
  }
  expect(listed).toEqual([[], [], ['NOT_STABLE 003A']]);
});
