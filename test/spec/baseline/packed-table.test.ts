import {describe, expect, test} from 'vitest';
import {PackedTable, type Packing, packEntry} from '../../../spec/baseline/packed-table.js';

const LETTER: Packing<{letter: string}> = {
  length: 1,
  pack: ({letter}) => letter,
  unpack: letter => ({letter}),
};
const NUMBERS = [3, 0, 256, 65_535];

function tableOf(numbers: readonly number[]): PackedTable<{letter: string}> {
  const letters = numbers.map((number, index) =>
    packEntry(LETTER, number, {letter: 'abcd'[index] ?? ''}),
  );
  return new PackedTable(LETTER, letters.join(''));
}

describe('a packed table', () => {
  test('finds what its text holds, in any order', () => {
    const table = tableOf(NUMBERS);
    expect(table.size).toBe(4);
    for (const numbers of [NUMBERS, NUMBERS.toReversed()]) {
      expect(numbers.map(number => table.get(number)?.letter).toSorted()).toEqual([...'abcd']);
    }
    expect(table.get(1)).toBeUndefined();
    expect([...table].map(([number]) => number)).toEqual(NUMBERS);
  });

  test('replaces, adds and removes, and makes the same text as a table that had it from the start', () => {
    const table = tableOf([1, 2]);
    table.set(2, {letter: 'x'});
    table.set(7, {letter: 'y'});
    table.delete(1);
    table.delete(5);
    expect(table.get(1)).toBeUndefined();
    expect(table.get(7)).toEqual({letter: 'y'});
    expect(table.size).toBe(2);
    const again = new PackedTable(LETTER, table.pack());
    expect([...again]).toEqual([
      [2, {letter: 'x'}],
      [7, {letter: 'y'}],
    ]);
  });

  test('keeps a change of a value that was iterated over', () => {
    const table = tableOf([1]);
    for (const [, value] of table) value.letter = 'z';
    expect(table.pack()).toBe(packEntry(LETTER, 1, {letter: 'z'}));
  });

  test('is empty without a text', () => {
    const table = new PackedTable(LETTER);
    expect([...table]).toEqual([]);
    expect(table.pack()).toBe('');
    table.set(1, {letter: 'a'});
    expect(table.size).toBe(1);
  });
});
