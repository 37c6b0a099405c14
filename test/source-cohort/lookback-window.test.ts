import {expect, test} from 'vitest';
import {IncrementalCursor} from '../../source-cohort/streams/incremental-cursor.js';
import {at} from './moments.js';

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
