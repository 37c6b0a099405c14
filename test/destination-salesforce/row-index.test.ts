import {expect, test} from 'vitest';
import {RowIndex} from '../../destination-salesforce/batch/row-index.js';

test('finds the rows of a text among many, and none of others', () => {
  const index = new RowIndex();
  for (let row = 0; row < 20_000; row += 1) index.add(`user${row % 15_000}@example.com`, row);
  expect(index.rows('user7@example.com')).toEqual([7, 15_007]);
  expect(index.rows('user14999@example.com')).toEqual([14_999]);
  expect(index.rows('user15000@example.com')).toEqual([]);
});
