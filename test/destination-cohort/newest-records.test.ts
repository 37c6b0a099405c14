import {expect, test} from 'vitest';
import {setOf} from '../../destination-cohort/users/field-set.js';
import {NewestRecords} from '../../destination-cohort/users/newest-records.js';
import {compareRanks, rankOf} from '../../destination-cohort/users/rank.js';

const rankFields = {cursor: 'at', primaryKey: 'id'};
const rank = (at: unknown, id: unknown = 'x') => rankOf({at, id}, rankFields);

test('a hundred thousand emails are told apart and remembered', () => {
  const newest = new NewestRecords(40);
  const fields = setOf(Array(40).fill('value'));
  const layer = (n: number) => ({rank: rank(n, `id${n}`), fields});
  const places: number[] = [];
  for (let n = 0; n < 100_000; n++) places.push(newest.add(`user${n}`, layer(n)).place);
  expect(new Set(places).size).toBe(100_000);
  const older = {rank: rank(-1), fields};
  for (let n = 0; n < 100_000; n += 997) {
    const place = newest.add(`user${n}`, older).place;
    expect(place).toBe(places[n]);
    const claim = newest.claim(place, older);
    expect(claim.isNewest).toBe(false);
    expect([...claim.fields]).toEqual([0, 0]);
    expect(newest.claim(place, layer(n)).isNewest).toBe(true);
  }
});

test('two emails whose hashes begin alike are two', () => {
  const newest = new NewestRecords(1);
  const layer = {rank: rank(1), fields: setOf(['a'])};
  // Their first 32 bits are the same.
  const places = ['user116016', 'user137276'].map(key => newest.add(key, layer).place);
  expect(places).toEqual([0, 1]);
});

test('the newest of all is remembered even if it says nothing', () => {
  const newest = new NewestRecords(1);
  const nothing = {rank: rank(9), fields: setOf([undefined])};
  for (const layer of [nothing, nothing]) newest.add('ann', layer);
  const older = {rank: rank(5), fields: setOf(['a'])};
  expect(newest.claim(0, older)).toEqual({fields: older.fields, isNewest: false});
});

test('one email that comes over and over is remembered by what still matters of it', () => {
  const newest = new NewestRecords(2);
  let place = 0;
  for (let n = 0; n < 1000; n++) {
    const fields = setOf(['a', n === 500 ? 'b' : undefined]);
    const found = newest.add('info', {rank: rank(n), fields});
    expect(found.before.length).toBeLessThan(3);
    place = found.place;
  }
  const claim = (at: number) => newest.claim(place, {rank: rank(at), fields: setOf(['a', 'b'])});
  expect([...claim(499).fields]).toEqual([0b00]);
  expect([...claim(501).fields]).toEqual([0b10]);
  expect(claim(1000)).toEqual({fields: setOf(['a', 'b']), isNewest: true});
});

test('a record that is taken back stands in no way, and leaves what was there before it', () => {
  const newest = new NewestRecords(1);
  const layer = (at: number) => ({rank: rank(at), fields: setOf(['a'])});
  const first = newest.add('ann', layer(5));
  newest.restore(newest.add('ann', layer(9)));
  expect(newest.claim(first.place, layer(6)).isNewest).toBe(true);
  expect(newest.claim(first.place, layer(4)).isNewest).toBe(false);
  newest.restore(first);
  expect(newest.claim(first.place, layer(1)).isNewest).toBe(true);
});

test.each([
  {older: rank('2024-01-01T00:00:00.000Z'), newer: rank('2024-01-01T01:00:00.001+0100')},
  {older: rank(9), newer: rank(10)},
  {older: rank(null), newer: rank('1970-01-01T00:00:00Z')},
  {older: rank(1, '003000000000001AAA'), newer: rank(1, '00300000000000BAAA')},
  {older: rank(1, 7), newer: rank(1, 8)},
])('ranks are compared by moment, then by id', ({older, newer}) => {
  expect(compareRanks(older, newer)).toBeLessThan(0);
  expect(compareRanks(newer, older)).toBeGreaterThan(0);
  expect(compareRanks(newer, newer)).toBe(0);
});

test('long ids decide the same way each time, and undated records are equal', () => {
  const uuids = ['0192f5d0-7e57-7cc3-98c4-dc0c0c07398f', '0192f5d0-7e57-7cc3-98c4-dc0c0c07398e'];
  const [left, right] = uuids.map(id => rank(1, id));
  expect(left && right && compareRanks(left, right)).not.toBe(0);
  expect(left?.tie.length).toBeLessThanOrEqual(8);
  expect(compareRanks(rank(null, 'a'), rank('no date', 'b'))).toBe(0);
});
