import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Config} from '../../../destination-salesforce/generated/types.js';
import {ADA, type Linked, startLinked} from '../fixtures/linked.js';

let linked: Linked;
beforeEach(async () => {
  linked = await startLinked();
});
afterEach(() => linked.close());

const OWN = {Email: 'ada@x.com', Cohort_User_ID__c: String(ADA.id)};
const VALUES = [
  {source: 'tier', from: '1', to: 'Gold'},
  {source: 'tier', from: '2', to: 'Silver'},
];
const number = {tier: {type: ['null', 'number']}};

const titleOf = async () => (await linked.contacts('Id, Title'))[0]?.Title;
const run = (tier: unknown, config: Partial<Config> = {values: VALUES}) =>
  linked.export([{...ADA, tier}], config, number);

test('values are written as listed, and not again', async () => {
  await linked.put({...OWN, Title: null});
  await run(1);
  expect(await titleOf()).toBe('Gold');
  expect((await run(1)).counts).toEqual({unchanged: 1});
  await run(2);
  expect(await titleOf()).toBe('Silver');
});

test('a record that holds what would be written is equal, with nothing known of it', async () => {
  await linked.put({...OWN, Title: 'Gold', Loyalty_Points__c: 5});
  expect((await run(1)).counts).toEqual({unchanged: 1});
  expect(linked.codes()).toEqual([]);
});

test('texts that are swapped are not equal because they read alike', async () => {
  await linked.put({...OWN, Title: 'A', Loyalty_Points__c: 5});
  const values = [
    {source: 'tier', from: 'A', to: 'B'},
    {source: 'tier', from: 'B', to: 'A'},
  ];
  await linked.export([{...ADA, tier: 'A'}], {values, two_way: []});
  expect(await titleOf()).toBe('B');
});

test('a default is written for an empty property, and a constant to every record', async () => {
  await linked.put({...OWN, Title: null});
  const config = {
    defaults: {tier: 'Bronze'},
    constants: {LeadSource: 'Cohort'},
    two_way: ['points'],
  };
  await run(null, config);
  expect(await linked.contacts('Id, Title, LeadSource')).toMatchObject([
    {Title: 'Bronze', LeadSource: 'Cohort'},
  ]);
  expect((await run(null, config)).counts).toEqual({unchanged: 1});
});

test.each([
  ['empty', 'Old', 'Old'],
  ['empty', null, 'new'],
  ['create', null, null],
  ['always', 'Old', 'new'],
] as const)('a property that is written when: %s, to %s', async (when, held, expected) => {
  await linked.put({...OWN, Title: held, Loyalty_Points__c: 5});
  const config: Partial<Config> = {when: {tier: when}, two_way: []};
  await linked.export([{...ADA, tier: 'new'}], config);
  expect(await titleOf()).toBe(expected);
});

test('a record that is created gets what is written on creation only', async () => {
  await linked.export([{...ADA, tier: 'new'}], {when: {tier: 'create'}});
  expect(await titleOf()).toBe('new');
});
