import {expect, test} from 'vitest';
import type {Config} from '../../../destination-cohort/generated/types.js';
import {text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const MAIL = '003a@example.com';
const VALUES = [
  {source: 'tier', from: 'Gold', to: '1'},
  {source: 'tier', from: 'Silver', to: '2'},
];
const TWO_WAY: Partial<Config> = {two_way: ['tier'], values: VALUES};

const worldWith = (config: Parameters<typeof linkWorld>[1]) => linkWorld({tier: text}, config);
type World = Awaited<ReturnType<typeof worldWith>>;
const tierOf = async (world: World) => (await world.userOf(MAIL)).properties.tier;

test('new and changed values are written as listed, to a property of their type', async () => {
  const world = await worldWith(TWO_WAY);
  await world.run([contact('003A', {tier: 'Gold'})]);
  expect(await tierOf(world)).toBe(1);
  await world.run([contact('003A', {tier: 'Silver'})]);
  expect(await tierOf(world)).toBe(2);
});

test('a value that was written for another is no change, with and without a baseline', async () => {
  const world = await worldWith(TWO_WAY);
  await world.cohort.addProperty('tier', 'number');
  await world.cohort.put([{email: MAIL, properties: {tier: 1}}]);
  const first = await world.run([contact('003A', {tier: 'Gold'})]);
  expect([first.statuses, first.listed]).toEqual([['unchanged'], []]);
  const again = await world.run([contact('003A', {tier: 'Gold'})]);
  expect([again.statuses, again.listed]).toEqual([['unchanged'], []]);
});

test('an edit in Cohort is not written over while the record stays as it was', async () => {
  const world = await worldWith(TWO_WAY);
  await world.run([contact('003A', {tier: 'Gold'})]);
  await world.cohort.put([{email: MAIL, properties: {tier: 2}}]);
  await world.run([contact('003A', {tier: 'Gold'})]);
  expect(await tierOf(world)).toBe(2);
  // The export has written it back as Silver.
  const ran = await world.run([contact('003A', {tier: 'Silver'})]);
  expect([ran.statuses, ran.listed]).toEqual([['unchanged'], []]);
});

test('texts that are swapped are not equal because they read alike', async () => {
  const values = [
    {source: 'tier', from: 'A', to: 'B'},
    {source: 'tier', from: 'B', to: 'A'},
  ];
  const world = await worldWith({values});
  await world.cohort.addProperty('tier', 'text');
  await world.cohort.put([{email: MAIL, properties: {tier: 'A'}}]);
  await world.run([contact('003A', {tier: 'A'})]);
  expect(await tierOf(world)).toBe('B');
});

test('a default is written for an empty field, once', async () => {
  const world = await worldWith({defaults: {tier: 'none'}});
  await world.run([contact('003A', {tier: null})]);
  expect(await tierOf(world)).toBe('none');
  expect((await world.run([contact('003A', {tier: null})])).statuses).toEqual(['unchanged']);
  await world.run([contact('003A', {tier: 'Gold'})]);
  expect(await tierOf(world)).toBe('Gold');
  await world.run([contact('003A', {tier: null})]);
  expect(await tierOf(world)).toBe('none');
});

test('everybody gets a constant, and again only when it changes', async () => {
  const world = await worldWith({constants: {origin: 'crm'}});
  await world.run([contact('003A', {tier: 'Gold'})]);
  expect((await world.userOf(MAIL)).properties).toEqual(
    expect.objectContaining({origin: 'crm', tier: 'Gold'}),
  );
  expect((await world.run([contact('003A', {tier: 'Gold'})])).statuses).toEqual(['unchanged']);
  await world.run([contact('003A', {tier: 'Gold'})], {constants: {origin: 'web'}});
  expect((await world.userOf(MAIL)).properties.origin).toBe('web');
});

test('other values are written to those who are linked already', async () => {
  const world = await worldWith({values: VALUES});
  await world.run([contact('003A', {tier: 'Gold'})]);
  const values = [{source: 'tier', from: 'Gold', to: '5'}];
  await world.run([contact('003A', {tier: 'Gold'})], {values});
  expect(await tierOf(world)).toBe(5);
});

test('a value that is not listed and does not fit rejects its record', async () => {
  const world = await worldWith({values: VALUES});
  const ran = await world.run([contact('003A', {tier: 'Bronze'})]);
  expect(ran.statuses).toEqual(['VALUE_NOT_NUMBER']);
});

test('without a baseline the same values are written, and compared', async () => {
  const plain = {baseline_dir: undefined, listed_dir: undefined, link: undefined};
  const world = await worldWith({
    ...plain,
    values: VALUES,
    defaults: {tier: '0'},
    constants: {vip: true},
  });
  const records = [contact('003A', {tier: 'Gold'}), contact('003B', {tier: null})];
  expect((await world.run(records)).statuses).toEqual(['created', 'created']);
  expect((await world.userOf(MAIL)).properties).toMatchObject({tier: 1, vip: true});
  expect((await world.userOf('003b@example.com')).properties.tier).toBe(0);
  expect((await world.run(records)).statuses).toEqual(['unchanged', 'unchanged']);
});

test('check refuses values that could not come back', async () => {
  const world = await worldWith({});
  const values = [...VALUES, {source: 'tier', from: 'Platinum', to: '1'}];
  await expect(world.check({...TWO_WAY, values})).rejects.toThrow(
    'values writes "1" for both "Gold" and "Platinum"',
  );
});
