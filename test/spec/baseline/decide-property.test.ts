import {decideProperty, EMPTY, type PropertyFacts} from '@cohort-salesforce/spec/baseline';
import {expect, test} from 'vitest';

// Digests are opaque: letters stand for values.
const FACTS: PropertyFacts = {
  direction: 'import',
  rules: {flow: 'both', wins: undefined, clearEmpty: false},
  salesforce: 'a',
  cohort: 'a',
  isEqual: true,
  baseline: {salesforce: 'a', cohort: 'a'},
  intent: undefined,
  lastWrite: undefined,
  isOurs: {salesforce: false, cohort: false},
  newest: 'salesforce',
};

function decide(change: Partial<PropertyFacts>) {
  const facts = {...FACTS, ...change};
  return decideProperty({...facts, isEqual: change.isEqual ?? facts.salesforce === facts.cohort});
}

const NOTHING = {write: false, baseline: undefined};

test('nothing changed: nothing happens', () => {
  expect(decide({})).toEqual(NOTHING);
});

test('only the side being read changed: it is written', () => {
  expect(decide({salesforce: 'b'}).write).toBe(true);
  expect(decide({direction: 'export', cohort: 'b'}).write).toBe(true);
});

test('only the other side changed: this direction does nothing', () => {
  expect(decide({cohort: 'b'})).toEqual(NOTHING);
  expect(decide({direction: 'export', salesforce: 'b'})).toEqual(NOTHING);
});

test('both changed to the same value: it becomes the baseline', () => {
  expect(decide({salesforce: 'b', cohort: 'b'})).toEqual({
    write: false,
    baseline: {salesforce: 'b', cohort: 'b'},
  });
});

test.each([
  ['salesforce', 'import', true],
  ['salesforce', 'export', false],
  ['cohort', 'import', false],
  ['cohort', 'export', true],
] as const)('both changed, %s wins: the %s writes: %s', (wins, direction, write) => {
  const rules = {...FACTS.rules, wins};
  expect(decide({rules, direction, salesforce: 'b', cohort: 'c'})).toMatchObject({
    write,
    note: 'CONFLICT',
  });
});

test('the newest wins, but the time of our own write to the record is no edit', () => {
  const rules = {...FACTS.rules, wins: 'newest'} as const;
  const both = {rules, salesforce: 'b', cohort: 'c'};
  expect(decide({...both, newest: 'salesforce'}).write).toBe(true);
  expect(decide({...both, newest: 'cohort'}).write).toBe(false);
  const isOurs = {salesforce: true, cohort: false};
  expect(decide({...both, newest: 'salesforce', isOurs}).write).toBe(false);
});

test('first contact: equal values become the baseline, an empty side is filled', () => {
  const first = {baseline: undefined};
  expect(decide(first)).toEqual({write: false, baseline: {salesforce: 'a', cohort: 'a'}});
  expect(decide({...first, cohort: EMPTY}).write).toBe(true);
  expect(decide({...first, salesforce: EMPTY})).toEqual(NOTHING);
});

test('first contact with different values: both are left alone unless the connection says who wins', () => {
  const first = {baseline: undefined, cohort: 'b'};
  expect(decide(first)).toEqual({
    write: false,
    baseline: {salesforce: 'a', cohort: 'b'},
    note: 'NO_HISTORY',
  });
  expect(decide({...first, rules: {...FACTS.rules, wins: 'salesforce'}}).write).toBe(true);
  expect(decide({...first, rules: {...FACTS.rules, wins: 'cohort'}}).write).toBe(false);
});

test('a one-way property follows its source, and an edit at its target stays until then', () => {
  const rules = {...FACTS.rules, flow: 'import'} as const;
  expect(decide({rules, cohort: 'b'})).toMatchObject({write: false});
  expect(decide({rules, salesforce: 'c', cohort: 'b'})).toMatchObject({
    write: true,
    note: 'OVERWRITTEN',
  });
  expect(decide({rules, direction: 'export', cohort: 'b'})).toEqual(NOTHING);
  expect(decide({rules, baseline: undefined, cohort: 'b'}).write).toBe(true);
});

test('an edit at the target of a one-way property never becomes the baseline', () => {
  const oneWay = {rules: {...FACTS.rules, flow: 'import'}, cohort: 'b'} as const;
  expect(decide(oneWay)).toEqual(NOTHING);
  // Mapped both ways since, it is exported.
  expect(decide({direction: 'export', cohort: 'b'}).write).toBe(true);
});

test('at first contact, an empty source of a one-way property leaves nothing to compare with', () => {
  const first = {baseline: undefined, salesforce: EMPTY};
  expect(decide({...first, rules: {...FACTS.rules, flow: 'import'}})).toEqual(NOTHING);
  // Mapped both ways since, the empty side is filled.
  expect(decide({...first, direction: 'export'}).write).toBe(true);
});

test('a default of a record that the export created fills an empty property and replaces no value', () => {
  const lastWrite = {side: 'salesforce', source: 'a', count: 1, isRead: true} as const;
  const created: Partial<PropertyFacts> = {
    rules: {...FACTS.rules, flow: 'import'},
    baseline: undefined,
    lastWrite,
  };
  expect(decide({...created, cohort: 'b'})).toEqual(NOTHING);
  expect(decide({...created, cohort: EMPTY}).write).toBe(true);
  expect(decide({...created, salesforce: 'c', cohort: 'b'})).toMatchObject({
    write: true,
    note: 'OVERWRITTEN',
  });
});

test('a cleared value changes nothing unless clear_empty is set', () => {
  expect(decide({salesforce: EMPTY}).write).toBe(false);
  expect(decide({salesforce: EMPTY, rules: {...FACTS.rules, clearEmpty: true}}).write).toBe(true);
});

test('a lossy value is equal to its original: it is not sent back', () => {
  expect(decide({salesforce: 'a2', cohort: 'a', isEqual: true})).toEqual({
    write: false,
    baseline: {salesforce: 'a2', cohort: 'a'},
  });
});

test('a write that was confirmed after the run died counts, also when a person edits it afterwards', () => {
  const intent = {side: 'salesforce', source: 'b', sent: 'b', stored: 'b2'} as const;
  // Export sent b, stored as b2; nothing else happened.
  expect(decide({intent, salesforce: 'b2', cohort: 'b', isEqual: true})).toMatchObject({
    write: false,
  });
  // Cohort has moved on: the export writes it, the import does not bring b2 back.
  const moved = {intent, salesforce: 'b2', cohort: 'c'};
  expect(decide(moved).write).toBe(false);
  expect(decide({...moved, direction: 'export'}).write).toBe(true);
});

test('a value that a trigger changed after our write becomes the baseline and is not sent back', () => {
  const lastWrite = {side: 'salesforce', source: 'a', count: 1, isRead: false} as const;
  const isOurs = {salesforce: true, cohort: false};
  expect(decide({salesforce: 'A!', lastWrite, isOurs})).toEqual({
    write: false,
    baseline: {salesforce: 'A!', cohort: 'a'},
  });
  // A person changed it: their edit is imported.
  const person = {salesforce: false, cohort: false};
  expect(decide({salesforce: 'A!', lastWrite, isOurs: person}).write).toBe(true);
});

test('a value that does not stick is written twice and then left alone', () => {
  const lastWrite = {side: 'cohort', source: 'b', count: 2, isRead: true} as const;
  expect(decide({salesforce: 'b', lastWrite})).toMatchObject({write: false, note: 'NOT_STABLE'});
  expect(decide({salesforce: 'c', lastWrite}).write).toBe(true);
});
