import {expect, test} from 'vitest';
import {setOf} from '../../destination-cohort/users/field-set.js';
import {NewestRecords} from '../../destination-cohort/users/newest-records.js';
import {compareRecency, rankOf} from '../../destination-cohort/users/recency.js';

const rankFields = {cursor: 'at', primaryKey: 'id'};
const recency = (at: unknown, id: unknown = 'x') => rankOf({at, id}, rankFields);

test('a hundred thousand emails are distinguished and remembered', () => {
  const newest = new NewestRecords(40);
  const fields = setOf(Array(40).fill('value'));
  const seenRecord = (n: number) => ({recency: recency(n, `id${n}`), fields});
  const places: number[] = [];
  for (let n = 0; n < 100_000; n++) places.push(newest.add(`user${n}`, seenRecord(n)).place);
  expect(new Set(places).size).toBe(100_000);
  const older = {recency: recency(-1), fields};
  for (let n = 0; n < 100_000; n += 997) {
    const place = newest.add(`user${n}`, older).place;
    expect(place).toBe(places[n]);
    const contribution = newest.contribution(place, older);
    expect(contribution.isNewest).toBe(false);
    expect([...contribution.fields]).toEqual([0, 0]);
    expect(newest.contribution(place, seenRecord(n)).isNewest).toBe(true);
  }
});

test('two emails whose hashes begin alike are two', () => {
  const newest = new NewestRecords(1);
  const seenRecord = {recency: recency(1), fields: setOf(['a'])};
  // Their first 32 bits are the same.
  const places = ['user116016', 'user137276'].map(key => newest.add(key, seenRecord).place);
  expect(places).toEqual([0, 1]);
});

test('the newest of all is remembered even if it says nothing', () => {
  const newest = new NewestRecords(1);
  const nothing = {recency: recency(9), fields: setOf([undefined])};
  for (const seenRecord of [nothing, nothing]) newest.add('ann', seenRecord);
  const older = {recency: recency(5), fields: setOf(['a'])};
  expect(newest.contribution(0, older)).toEqual({fields: older.fields, isNewest: false});
});

test('one email that comes over and over is remembered by what still matters of it', () => {
  const newest = new NewestRecords(2);
  let place = 0;
  for (let n = 0; n < 1000; n++) {
    const fields = setOf(['a', n === 500 ? 'b' : undefined]);
    const found = newest.add('info', {recency: recency(n), fields});
    expect(found.before.length).toBeLessThan(3);
    place = found.place;
  }
  const contribution = (at: number) =>
    newest.contribution(place, {recency: recency(at), fields: setOf(['a', 'b'])});
  expect([...contribution(499).fields]).toEqual([0b00]);
  expect([...contribution(501).fields]).toEqual([0b10]);
  expect(contribution(1000)).toEqual({fields: setOf(['a', 'b']), isNewest: true});
});

test('a record that is taken back stands in no way, and leaves what was there before it', () => {
  const newest = new NewestRecords(1);
  const seenRecord = (at: number) => ({recency: recency(at), fields: setOf(['a'])});
  const first = newest.add('ann', seenRecord(5));
  newest.restore(newest.add('ann', seenRecord(9)));
  expect(newest.contribution(first.place, seenRecord(6)).isNewest).toBe(true);
  expect(newest.contribution(first.place, seenRecord(4)).isNewest).toBe(false);
  newest.restore(first);
  expect(newest.contribution(first.place, seenRecord(1)).isNewest).toBe(true);
});

test.each([
  {older: recency('2024-01-01T00:00:00.000Z'), newer: recency('2024-01-01T01:00:00.001+0100')},
  {older: recency(9), newer: recency(10)},
  {older: recency(null), newer: recency('1970-01-01T00:00:00Z')},
  {older: recency(1, '003000000000001AAA'), newer: recency(1, '00300000000000BAAA')},
  {older: recency(1, 7), newer: recency(1, 8)},
])('ranks are compared by moment, then by id', ({older, newer}) => {
  expect(compareRecency(older, newer)).toBeLessThan(0);
  expect(compareRecency(newer, older)).toBeGreaterThan(0);
  expect(compareRecency(newer, newer)).toBe(0);
});

test('long ids decide the same way each time, and undated records are equal', () => {
  const uuids = ['0192f5d0-7e57-7cc3-98c4-dc0c0c07398f', '0192f5d0-7e57-7cc3-98c4-dc0c0c07398e'];
  const [left, right] = uuids.map(id => recency(1, id));
  expect(left && right && compareRecency(left, right)).not.toBe(0);
  expect(left?.tieBreaker.length).toBeLessThanOrEqual(8);
  expect(compareRecency(recency(null, 'a'), recency('no date', 'b'))).toBe(0);
});
