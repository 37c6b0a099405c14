import fc from 'fast-check';
import {expect, test} from 'vitest';
import {RowIds} from '../merchant/row-ids.js';

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('every number makes a UUID in which it is found back, in any case', () => {
  const check = (salt: number, row: number) => {
    const ids = new RowIds(salt);
    const id = ids.idOf(row);
    expect(id).toMatch(shape);
    expect(ids.rowOf(id)).toBe(row);
    expect(ids.rowOf(id.toUpperCase())).toBe(row);
  };
  fc.assert(fc.property(fc.integer(), fc.nat(), check));
});

test('rows are compared as their ids are, as text', () => {
  const ids = new RowIds(7);
  const check = (row: number, other: number) => {
    const byText = ids.idOf(row) < ids.idOf(other) ? -1 : Number(row !== other);
    expect(Math.sign(ids.compare(row, other))).toBe(byText);
  };
  fc.assert(fc.property(fc.nat(), fc.nat(), check));
});

test('an id made with another salt, or by nobody, is none', () => {
  const ids = new RowIds(1);
  expect(ids.rowOf(new RowIds(2).idOf(3))).toBeUndefined();
  expect(ids.rowOf('00000000-0000-4000-8000-000000000000')).toBeUndefined();
  expect(ids.rowOf('')).toBeUndefined();
});
