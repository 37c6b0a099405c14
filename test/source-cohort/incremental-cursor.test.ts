import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {IncrementalCursor} from '../../source-cohort/streams/incremental-cursor.js';
import {at} from './moments.js';

test('a first run starts at the beginning and ends with where it got to', () => {
  const cursor = new IncrementalCursor(undefined);
  expect(cursor.since).toBeUndefined();
  expect([cursor.take(at(0), 'a'), cursor.take(at(5), 'b'), cursor.take(at(5), 'c')]).toEqual([
    true,
    true,
    true,
  ]);
  const position = {version: 1, cursor: at(5), ids: ['b', 'c']};
  expect(cursor.toState()).toEqual({...position, isPartial: true});
  expect(cursor.finish()).toEqual(position);
});

test('a first run remembers what is in the window at its end, however old its first items are', () => {
  const now = Date.parse(at(0)) + 86_400_000;
  const clock = {now: () => now, latest: () => now};
  const endOf = (items: readonly (readonly [string, number])[]) => {
    const cursor = new IncrementalCursor(undefined, {lookbackMs: 60_000, clock});
    cursor.begin(now);
    for (const [id, before] of items) cursor.take(new Date(now - before).toISOString(), id);
    return cursor.finish();
  };
  const recent = [['c', 30_000] as const];
  expect(endOf([['a', 9_000_000], ['b', 70_000], ...recent])).toEqual(endOf(recent));
  const cursor = new Date(now - 5000).toISOString();
  expect(endOf([['a', 9_000_000]])).toEqual({version: 1, cursor, ids: []});
});

test('the next run starts at the last moment itself and gives nothing out twice', () => {
  const cursor = new IncrementalCursor({version: 1, cursor: at(5), ids: ['b', 'c']});
  expect(cursor.since).toBe(at(5));
  expect(cursor.take(at(5), 'b')).toBe(false);
  expect(cursor.take(at(5), 'd')).toBe(true);
  expect(cursor.take(at(6), 'b')).toBe(true);
  expect(cursor.take(at(6), 'b')).toBe(false);
});

test('thousands that share one moment make no large state and are not given out twice', () => {
  const ids = Array.from({length: 5000}, (_, n) => `id${String(n).padStart(5, '0')}`);
  const first = new IncrementalCursor(undefined);
  expect(ids.slice(0, 3500).every(id => first.take(at(1), id))).toBe(true);
  const state = first.finish();
  expect(JSON.stringify(state).length).toBeLessThan(20_000);
  const second = new IncrementalCursor(JSON.parse(JSON.stringify(state)));
  expect(ids.filter(id => second.take(at(1), id))).toEqual(ids.slice(3500));
});

test.each([
  {fields: {id: '', points: 'p1'}, isRead: false},
  {fields: {id: ''}, isRead: false},
  {fields: {id: '', points: 'p2'}, isRead: true},
  {fields: {id: '', points: 'p1', tier: 't1'}, isRead: true},
])('with $fields after id and points, all being read again is $isRead', ({fields, isRead}) => {
  const first = new IncrementalCursor(undefined, {fields: {id: '', points: 'p1'}});
  first.take(at(5), 'a');
  const second = new IncrementalCursor(first.finish(), {fields});
  expect([second.isSelectionChanged, second.since === undefined]).toEqual([isRead, isRead]);
});

test.each([
  {state: {version: 2, cursor: at(0)}, why: /found version 2, expected 1/},
  {state: {cursor: at(0)}, why: /found version undefined/},
  {state: {version: 1, cursor: 'yesterday'}, why: /found cursor "yesterday", expected a date-time/},
  {state: {version: 1, cursor: at(0), ids: [1]}, why: /expected an array of strings/},
  {state: {slices: []}, why: /Reset the stream's state/},
])('a state that it did not write is refused with what to do', ({state, why}) => {
  const make = () => new IncrementalCursor(state);
  expect(make).toThrow(expect.objectContaining({failure: 'config_error'}));
  expect(make).toThrow(why);
});

test('an empty state and the one of an empty stream mean a first run', () => {
  expect(new IncrementalCursor({}).since).toBeUndefined();
  const empty = new IncrementalCursor(undefined).finish();
  expect(new IncrementalCursor(empty).since).toBeUndefined();
});

test('stopped and resumed anywhere, every item is given out exactly once', () => {
  const items = fc
    .array(fc.record({ms: fc.integer({min: 0, max: 5}), n: fc.integer({min: 0, max: 999})}))
    .map(drawn =>
      [...new Map(drawn.map(({ms, n}) => [n, {moment: at(ms), id: String(n).padStart(3, '0')}]))]
        .map(([, item]) => item)
        .toSorted((a, b) => (a.moment + a.id < b.moment + b.id ? -1 : 1)),
    );
  fc.assert(
    fc.property(items, fc.nat(), (all, stop) => {
      const stopAt = all.length === 0 ? 0 : stop % all.length;
      const first = new IncrementalCursor(undefined);
      const before = all.slice(0, stopAt).filter(({moment, id}) => first.take(moment, id));
      const second = new IncrementalCursor(first.toState());
      const {since = ''} = second;
      const after = all
        .filter(({moment}) => moment >= since)
        .filter(({moment, id}) => second.take(moment, id));
      expect([...before, ...after]).toEqual(all);
    }),
  );
});

describe('moments in the future', () => {
  const clock = {now: () => Date.parse(at(0)), latest: () => Date.parse(at(0))};
  const far = '2099-01-01T00:00:00.000Z';

  test('are given out and never become the cursor', () => {
    const cursor = new IncrementalCursor(undefined, {clock});
    expect(cursor.take(at(0), 'a')).toBe(true);
    expect(cursor.take(far, 'b')).toBe(true);
    expect(cursor.toState()).toMatchObject({cursor: at(0), ids: ['a']});
    expect(cursor.fromFuture).toBe(1);
  });

  test('in a state read everything again', () => {
    const cursor = new IncrementalCursor({version: 1, cursor: far, ids: []}, {clock});
    expect(cursor.since).toBeUndefined();
    expect(cursor.isStateFromFuture).toBe(true);
  });

  test('never become the cursor, whatever else comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: -1e9, max: 1e12})), offsets => {
        const cursor = new IncrementalCursor(undefined, {clock});
        const items = offsets.toSorted((a, b) => a - b).map(offset => at(offset));
        const given = items.filter((moment, index) => cursor.take(moment, `${index}`));
        expect(given).toEqual(items);
        const {cursor: reached = at(0)} = cursor.finish();
        expect(Date.parse(String(reached))).toBeLessThanOrEqual(Date.parse(at(0)) + 5000);
      }),
    );
  });
});
