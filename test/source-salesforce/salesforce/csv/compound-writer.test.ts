import {expect, test} from 'vitest';
import {
  type CsvColumn,
  CsvToJson,
  writeDecimal,
  writeText,
} from '../../../../source-salesforce/salesforce/index.js';

const COLUMNS: CsvColumn[] = [
  {name: 'Id', write: writeText},
  {name: 'Home_Street', write: writeText, partOf: 'Home'},
  {name: 'Home_Latitude', write: writeDecimal, partOf: 'Home'},
];
const PARTS = [
  {key: 'latitude', column: 2},
  {key: 'street', column: 1},
];

function read(rows: string, asText: boolean, step = rows.length): string[] {
  const reader = new CsvToJson(COLUMNS, [{name: 'Home', asText, parts: PARTS}]);
  reader.push(Buffer.from('"Id","Home_Street","Home_Latitude"\n'));
  const records: string[] = [];
  for (let at = 0; at < rows.length; at += step)
    records.push(...[...reader.push(Buffer.from(rows.slice(at, at + step)))].map(String));
  return records;
}

test.each([1, 7, 100])('a compound is put together from rows that come in pieces of %i', step => {
  const rows = '"1","A ""B""\nC","37.0"\n"2","","-1.5"\n"3","",""\n';
  expect(read(rows, false, step)).toEqual([
    '{"Id":"1","Home":{"latitude":37,"street":"A \\"B\\"\\nC"}}',
    '{"Id":"2","Home":{"latitude":-1.5,"street":null}}',
    '{"Id":"3","Home":null}',
  ]);
  expect(JSON.parse(read(rows, true, step)[0] ?? '').Home).toBe(
    '{"latitude":37,"street":"A \\"B\\"\\nC"}',
  );
});

test.each([
  ['-0', '0'],
  ['0.50', '0.5'],
  ['-0.5', '-0.5'],
  ['0.0000001', '1e-7'],
  ['12.340', '12.34'],
  ['0', '0'],
  ['1E2', '100'],
  ['100', '100'],
  ['12.3456789012345678901', '12.3456789012345678901'],
])('a number %s in a compound is %s, as REST gives it', (cell, number) => {
  const rows = `"1","","${cell}"\n`;
  expect(read(rows, false)).toEqual([`{"Id":"1","Home":{"latitude":${number},"street":null}}`]);
  expect(JSON.parse(read(rows, true)[0] ?? '').Home).toBe(`{"latitude":${number},"street":null}`);
});

test('there is room for the longest text that values can become', () => {
  const street = '\u001f'.repeat(500_000);
  const records = read(`"1","${street}",""\n`.repeat(3), true);
  for (const record of records)
    expect(JSON.parse(JSON.parse(record).Home)).toEqual({latitude: null, street});
  expect(records).toHaveLength(3);
});
