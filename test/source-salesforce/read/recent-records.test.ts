import {expect, test} from 'vitest';
import {cursorReader} from '../../../source-salesforce/read/cursor-reader.js';
import {RecentRecords, SentBefore} from '../../../source-salesforce/read/recent-records.js';

const cursorOf = cursorReader({hasKey: true, cursor: 'SystemModstamp'} as never);
if (!cursorOf) throw new Error('there must be one');

const FROM = '2026-01-01T00:00:00.000Z';

function recordOf(n: number, {second = 0, name = 'Ann'} = {}): string {
  const id = `003${String(n).padStart(15, '0')}`;
  const time = `2026-01-01T00:10:${String(second).padStart(2, '0')}.000Z`;
  return JSON.stringify({Id: id, SystemModstamp: time, Name: name});
}

function stateAfter(records: readonly string[], maxListed?: number) {
  const recent = new RecentRecords(cursorOf as never, FROM, maxListed);
  recent.add(records);
  return recent.toState() ?? {};
}

function passed(records: readonly string[], state: Record<string, string>) {
  const before = new SentBefore(cursorOf as never, state);
  return [...before.pass(records), ...before.release()];
}

test.each([3, 5000])('of %i records none is sent again, and a new one is', count => {
  const first = Array.from({length: count}, (_, n) => recordOf(n));
  const state = stateAfter(first);
  expect(passed(first, state)).toEqual([]);
  const added = recordOf(count, {second: 1});
  expect(passed([...first, added], state)).toEqual([added]);
  expect(JSON.stringify(state).length).toBeLessThan(8 * count + 20);
});

test('of more records than are listed, the state keeps a sum for each second', () => {
  const first = Array.from({length: 5000}, (_, n) => recordOf(n));
  const state = stateAfter(first, 4000);
  expect(JSON.stringify(state).length).toBeLessThan(100);
  expect(passed(first, state)).toEqual([]);
  const added = recordOf(5000, {second: 1});
  expect(passed([...first, added], state)).toEqual([added]);
  const late = recordOf(5001);
  expect(passed([...first, late], state)).toContain(late);
});

test('thousands of records with a second each are not sent again', () => {
  const first = Array.from({length: 5000}, (_, n) =>
    JSON.stringify({
      Id: `003${String(n).padStart(15, '0')}`,
      SystemModstamp: new Date(Date.parse(FROM) + n * 1000).toISOString(),
    }),
  );
  expect(passed(first, stateAfter(first))).toEqual([]);
});

test('a state in which an earlier version listed the records by second is understood', () => {
  const records = [0, 1].map(n => recordOf(n));
  const texts = records.map(record => stateAfter([record])['']);
  expect(passed(records, {'2026-01-01T00:10:00': texts.join('')})).toEqual([]);
});

test('when one of few records has changed, the others of its second are not sent again', () => {
  const first = [0, 1, 2].map(n => recordOf(n));
  const changed = recordOf(1, {second: 9});
  expect(passed([recordOf(0), changed, recordOf(2)], stateAfter(first))).toEqual([changed]);
});

test.each([3, 5000])('of %i records one that changed within its second is sent', count => {
  const first = Array.from({length: count}, (_, n) => recordOf(n));
  const second = first.with(1, recordOf(1, {name: 'Bo'}));
  expect(passed(second, stateAfter(first))).toContain(second[1]);
});

test('a record that became visible late is sent, however many have its second', () => {
  for (const count of [3, 5000]) {
    const first = Array.from({length: count}, (_, n) => recordOf(n));
    const late = recordOf(count);
    expect(passed([...first, late], stateAfter(first))).toContain(late);
  }
});

test('what is before the window is not remembered', () => {
  const recent = new RecentRecords(cursorOf as never, '2026-01-01T00:20:00.000Z');
  recent.add([recordOf(1)]);
  expect(recent.toState()).toBeUndefined();
});
