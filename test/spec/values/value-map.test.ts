import {checkValues, ExactNumber, ValueMap} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';

const mapping = {tier: 'Tier__c', name: 'Name'};
const rule = (from: string, to: string, source = 'tier') => ({source, from, to});
const TIERS = [rule('Gold', '1'), rule('Silver', '2')];

test('listed values are written as others, and the rest as they are', () => {
  const map = ValueMap.of('tier', {values: TIERS});
  expect(['Gold', ' Silver ', 'gold', 'Bronze'].map(value => map?.toTarget(value))).toEqual([
    '1',
    '2',
    'gold',
    'Bronze',
  ]);
});

test('a default stands for empty values and for those that are not listed', () => {
  const map = ValueMap.of('tier', {values: TIERS, defaults: {tier: 0}});
  expect([null, '', 'Gold'].map(value => map?.read(value))).toEqual([0, 0, 'Gold']);
  expect(map?.read(undefined)).toBe(undefined);
  expect(['Gold', 'Bronze', 0].map(value => map?.toTarget(value))).toEqual(['1', 0, 0]);
});

test('a default without listed values changes no value', () => {
  expect(ValueMap.of('tier', {defaults: {tier: 'x'}})?.toTarget('Gold')).toBe('Gold');
});

test('numbers and booleans are found however they are written', () => {
  const map = ValueMap.of('tier', {values: [rule('1.0', 'one'), rule('true', 'yes')]});
  const values = [1, new ExactNumber('1.00'), true, '1.0', '1'];
  expect(values.map(value => map?.toTarget(value))).toEqual(['one', 'one', 'yes', 'one', '1']);
});

test('a written value leads back to its own', () => {
  const map = ValueMap.of('tier', {values: TIERS});
  expect([map?.toSource('1', 'number'), map?.toSource('9', 'number')]).toEqual(['Gold', '9']);
  expect(map?.toSource('1', 'text')).toBe('Gold');
});

test('a constant is what everybody gets', () => {
  const constant = ValueMap.constant('web');
  expect([constant.read(undefined), constant.toTarget('anything')]).toEqual(['web', 'web']);
});

test('both directions of a property have one signature, and other values another', () => {
  const there = ValueMap.of('tier', {values: TIERS});
  const back = ValueMap.of('tier', {values: [rule('2', 'Silver'), rule('1', 'Gold')]});
  expect(there?.signature('import')).toBe(back?.signature('export'));
  expect(there?.signature('import')).not.toBe(there?.signature('export'));
});

test('without values of its own a field has no map', () => {
  expect(ValueMap.of('name', {values: TIERS, defaults: {tier: 1}})).toBe(undefined);
});

test.each([
  [{values: [rule('a', 'b', 'gone')]}, 'found "gone", which mapping does not have'],
  [{defaults: {gone: 1}}, 'found "gone", which mapping does not have'],
  [{values: [rule('a', 'b'), rule('a', 'c')]}, 'mapping.tier: values has "a" twice'],
  [{values: TIERS, defaults: {tier: 'Gold'}}, 'the default "Gold" is itself one of its values'],
  [
    {defaults: {tier: 1}, two_way: ['tier']},
    'both directions sync it, so it cannot have a default',
  ],
  [{values: [rule('a', 'x'), rule('b', 'x')], two_way: ['tier']}, 'values writes "x" for both'],
])('values that cannot work are refused: %j', (settings, message) => {
  expect(() => checkValues({mapping, ...settings})).toThrow(message);
});

test('one-way values may become one', () => {
  expect(() => checkValues({mapping, values: [rule('a', 'x'), rule('b', 'x')]})).not.toThrow();
});
