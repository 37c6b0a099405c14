import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {IncrementalCursor} from '../../source-cohort/streams/incremental-cursor.js';

const at = (ms: number) => new Date(Date.UTC(2024, 0, 1) + ms).toISOString();

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

const LOOKBACK = {lookbackMs: 10_000};

function read(state: Record<string, unknown> | undefined, items: readonly [number, string][]) {
  const cursor = new IncrementalCursor(state, LOOKBACK);
  const {since = ''} = cursor;
  const due = items.filter(([ms]) => at(ms) >= since);
  const sent = due.filter(([ms, id]) => cursor.take(at(ms), id, `record ${id}`));
  return {
    since,
    sent: sent.map(([, id]) => id),
    finished: cursor.finish(),
    middle: cursor.toState(),
  };
}

test('of the lookback window, only what was not sent is sent', () => {
  const items: [number, string][] = [
    [0, 'old'],
    [52_000, 'a'],
    [60_000, 'b'],
  ];
  const first = read(undefined, items);
  expect(first.sent).toEqual(['old', 'a', 'b']);
  const second = read(first.finished, [...items.slice(0, 2), [55_000, 'late'], [60_000, 'b']]);
  expect(second.since).toBe(at(50_000));
  expect(second.sent).toEqual(['late']);
  const third = read(second.finished, [
    [52_000, 'a'],
    [55_000, 'late'],
    [60_000, 'b'],
    [61_000, 'c'],
  ]);
  expect(third.sent).toEqual(['c']);
});

test('a state remembers no more than the lookback window', () => {
  const many = Array.from({length: 5000}, (_, n): [number, string] => [n * 1000, `id${n}`]);
  expect(JSON.stringify(read(undefined, many).finished).length).toBeLessThan(250);
});

test('a run that was interrupted goes on where it was, and what came late meanwhile is found after it', () => {
  const first = read(undefined, [[30_000, 'a']]);
  const second = read(first.middle, [
    [25_000, 'late'],
    [30_000, 'a'],
    [90_000, 'z'],
  ]);
  expect([second.since, second.sent]).toEqual([at(30_000), ['z']]);
  const third = read(second.finished, [
    [25_000, 'late'],
    [30_000, 'a'],
    [90_000, 'z'],
  ]);
  expect(third.since).toBe(at(20_000));
  expect(third.sent).toContain('late');
  expect(third.sent).not.toContain('z');
});

test('a run that was interrupted within the lookback window starts it again', () => {
  const {finished} = read(undefined, [[30_000, 'a']]);
  const second = new IncrementalCursor(finished, LOOKBACK);
  second.take(at(25_000), 'late');
  expect(second.toState()).toEqual(finished);
});

/** Runs at times of a clock that is set by hand; each sees the items whose time has come to be seen. */
function timedRuns() {
  let state: Record<string, unknown> | undefined;
  return (now: number, items: readonly [number, string][], {endsEarly = false} = {}) => {
    const clock = {now: () => Date.parse(at(now)), latest: () => Date.parse(at(now))};
    const cursor = new IncrementalCursor(state, {...LOOKBACK, clock});
    cursor.begin(Date.parse(at(now)));
    const {since = at(-1)} = cursor;
    const due = items.filter(([ms]) => at(ms) >= since).toSorted(([one], [other]) => one - other);
    const sent = due.filter(([ms, id]) => cursor.take(at(ms), id, `record ${id}`));
    state = JSON.parse(JSON.stringify(endsEarly ? cursor.toState() : cursor.finish()));
    return {read: due.length, sent: sent.map(([, id]) => id)};
  };
}

const mass = Array.from({length: 400}, (_, n): [number, string] => [50_000 + n, `mass${n}`]);
const late: [number, string] = [50_100, 'late'];
const newer: [number, string] = [62_000, 'newer'];

test('after a mass change, runs within the lookback do not look back, and one after it does', () => {
  const run = timedRuns();
  expect(run(60_000, mass).sent).toHaveLength(400);
  expect(run(61_000, [...mass, late])).toEqual({read: 0, sent: []});
  expect(run(63_000, [...mass, late, newer])).toEqual({read: 1, sent: ['newer']});
  expect(run(64_000, [...mass, late, newer]).sent).toEqual([]);
  expect(run(71_000, [...mass, late, newer])).toEqual({read: 402, sent: ['late']});
  expect(run(72_000, [...mass, late, newer])).toEqual({read: 1, sent: []});
});

test('a run that is interrupted while looking back is deferred sends nothing of the window again', () => {
  const run = timedRuns();
  run(60_000, mass);
  expect(run(63_000, [...mass, newer], {endsEarly: true}).sent).toEqual(['newer']);
  expect(run(64_000, [...mass, newer]).sent).toEqual([]);
  expect(run(71_000, [...mass, late, newer])).toEqual({read: 402, sent: ['late']});
});

test('after a few changes, every run looks back', () => {
  const run = timedRuns();
  run(60_000, mass.slice(0, 50));
  expect(run(61_000, [...mass.slice(0, 50), late])).toEqual({read: 51, sent: ['late']});
});

test('a clock that was set back does not put looking back off', () => {
  const run = timedRuns();
  run(60_000, mass);
  expect(run(59_000, [...mass, late]).sent).toContain('late');
});

test('the state of a version without lookback is continued with one', () => {
  const run = read({version: 1, cursor: at(60_000), ids: ['z']}, [
    [55_000, 'y'],
    [60_000, 'z'],
  ]);
  expect(run.since).toBe(at(50_000));
  expect(run.sent).toEqual(['y']);
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
  {state: {version: 2, cursor: at(0)}, why: /found version 2, wanted 1/},
  {state: {cursor: at(0)}, why: /found version undefined/},
  {state: {version: 1, cursor: 'yesterday'}, why: /found cursor "yesterday", wanted a date-time/},
  {state: {version: 1, cursor: at(0), ids: [1]}, why: /wanted an array of strings/},
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

test('a quiet period moves the lookback window on: a mass change is read again only within it', () => {
  const items: [number, string][] = [
    [1000, 'a'],
    [2000, 'b'],
  ];
  const first = new IncrementalCursor(undefined, LOOKBACK);
  for (const [ms, id] of items) first.take(at(ms), id, `record ${id}`);
  const second = new IncrementalCursor(first.finish(), LOOKBACK);
  second.begin(Date.parse(at(60_000)));
  expect(second.since).toBe(at(2000 - LOOKBACK.lookbackMs));
  expect(items.map(([ms, id]) => second.take(at(ms), id, `record ${id}`))).toEqual([false, false]);
  const state = second.finish();
  expect(state.recent).toBeUndefined();
  const third = read(state, [...items, [46_000, 'late'], [70_000, 'c']]);
  // Five seconds for the fractions and the delay of the server's date.
  expect(third.since).toBe(at(55_000 - LOOKBACK.lookbackMs));
  expect(third.sent).toEqual(['late', 'c']);
});

test('without a lookback window, a run goes on at the last moment', () => {
  const cursor = new IncrementalCursor({version: 1, cursor: at(5), ids: ['a']});
  cursor.begin(Date.parse(at(60_000)));
  expect(cursor.finish()).toEqual({version: 1, cursor: at(5), ids: ['a']});
});
