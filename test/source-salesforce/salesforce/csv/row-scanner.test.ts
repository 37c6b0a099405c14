import {MAX_ROW_BYTES} from '@cohort-salesforce/spec';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {INCOMPLETE, writeText} from '../../../../source-salesforce/salesforce/csv/cell-writers.js';
import {CsvToJson} from '../../../../source-salesforce/salesforce/csv/csv-to-json.js';
import {RowScanner} from '../../../../source-salesforce/salesforce/csv/row-scanner.js';

const COLUMNS = ['Id', 'Description'].map(name => ({name, write: writeText}));
const HEADER = Buffer.from('"Id","Description"\n');
const CHUNK = 64 * 1024;

const cell = fc.string({unit: fc.constantFrom('"', ',', '\n', '\r', 'a', 'é')});
const rowOf = (cells: readonly string[]) =>
  Buffer.from(`${cells.map(text => `"${text.replaceAll('"', '""')}"`).join(',')}\n`);

test('a row ends where it ends, however it is cut, and each byte is looked at once', () => {
  fc.assert(
    fc.property(fc.array(cell, {minLength: 1}), fc.integer({min: 1, max: 9}), (cells, size) => {
      const row = rowOf(cells);
      const scanner = new RowScanner();
      for (let end = size; end < row.length; end += size)
        expect(scanner.endOfRow(row.subarray(0, end), 0)).toBe(INCOMPLETE);
      expect(scanner.endOfRow(Buffer.concat([row, row]), 0)).toBe(row.length);
    }),
  );
});

test('rows that are longer than a chunk, between short ones, are read whole', () => {
  const long = `x"y,\n${'é'.repeat(1_500_000)}`;
  const rows = [
    ['1', 'a'],
    ['2', long],
    ['3', ''],
    ['4', long],
    ['5', 'b'],
  ];
  const csv = Buffer.concat([HEADER, ...rows.map(rowOf)]);
  const reader = new CsvToJson(COLUMNS);
  const found: unknown[] = [];
  for (let start = 0; start < csv.length; start += CHUNK)
    for (const record of reader.push(csv.subarray(start, start + CHUNK)))
      found.push(JSON.parse(typeof record === 'string' ? record : record.data));
  const wanted = rows.map(([Id, Description]) => ({Id, Description: Description || null}));
  expect(found).toEqual(wanted);
});

test.each([
  ['a cell', HEADER, '"'],
  ['a row of empty cells', HEADER, ''],
])('%s that never ends is refused when it is longer than any row', (_, header, first) => {
  const reader = new CsvToJson(COLUMNS);
  reader.push(header);
  reader.push(Buffer.from(first));
  let pushed = 0;
  const read = () => {
    for (; pushed < 2 * MAX_ROW_BYTES; pushed += CHUNK) reader.push(Buffer.alloc(CHUNK, 'a'));
  };
  expect(read).toThrow('a row does not end');
  expect(pushed).toBeLessThan(MAX_ROW_BYTES + 2 * CHUNK);
});

test('a first row that never ends is refused, and a customer in its place is not quoted', () => {
  const endless = new CsvToJson(COLUMNS);
  const read = () => {
    for (let chunk = 0; chunk < 100; chunk += 1) endless.push(Buffer.alloc(CHUNK, 'a'));
  };
  expect(read).toThrow('its first row does not end');
  const headless = () => new CsvToJson(COLUMNS).push(Buffer.from('"1","secret@example.com"\n'));
  expect(headless).toThrow('lacks Id, Description');
  expect(headless).not.toThrow('secret');
});
