import {parse} from 'csv-parse/sync';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
  writeBoolean,
  writeNumber,
  writeText,
} from '../../../../source-salesforce/salesforce/csv/cell-writers.js';
import {
  type CsvColumn,
  CsvToJson,
} from '../../../../source-salesforce/salesforce/csv/csv-to-json.js';

const TEXTS: CsvColumn[] = ['Id', 'Email', 'Description'].map(name => ({name, write: writeText}));

/** Reads a CSV cut at the given places. */
function read(csv: Buffer | string, columns: readonly CsvColumn[] = TEXTS, cuts: number[] = []) {
  const bytes = Buffer.from(csv);
  const reader = new CsvToJson(columns);
  const places = [...cuts.filter(cut => cut < bytes.length), bytes.length].sort((a, b) => a - b);
  const pieces = places.map((place, index) => bytes.subarray(places[index - 1] ?? 0, place));
  const records = pieces.flatMap(piece => [...reader.push(piece)]);
  return [...records, ...(reader.end() ?? [])].map(record =>
    typeof record === 'string' ? JSON.parse(record) : {...JSON.parse(record.data), ...record},
  );
}

const row = fc.array(
  fc.oneof(
    fc.string({unit: 'binary'}),
    fc.string({unit: fc.constantFrom('"', ',', '\n', '\r', '\\', 'é', '李', '😀', 'a')}),
  ),
  {
    minLength: 3,
    maxLength: 3,
  },
);

test('any values, quoted and cut anywhere, are read as csv-parse reads them', () => {
  fc.assert(
    fc.property(fc.array(row), fc.array(fc.nat(400)), (rows, cuts) => {
      const sound = rows.map(cells =>
        cells.map(cell => Buffer.from(cell.replaceAll('\0', '')).toString()),
      );
      const csv = [['Id', 'Email', 'Description'], ...sound]
        .map(cells => `${cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`)
        .join('');
      const oracle = parse(csv, {columns: true, record_delimiter: '\n'}) as Record<
        string,
        string
      >[];
      const wanted = oracle.map(record =>
        Object.fromEntries(Object.entries(record).map(([name, value]) => [name, value || null])),
      );
      const found = read(csv, TEXTS, cuts).map(({Id, Email, Description}) => ({
        Id,
        Email,
        Description,
      }));
      expect(found).toEqual(wanted);
    }),
  );
});

test('values without quotes, line ends of two characters and a missing last line end are read', () => {
  const csv = 'Id,Email,Description\r\n1,a@b.c,\r\n2,,"x, y"';
  expect(read(csv, TEXTS, [3, 20, 21, 22, 33])).toEqual([
    {Id: '1', Email: 'a@b.c', Description: null},
    {Id: '2', Email: null, Description: 'x, y'},
  ]);
});

test('numbers and booleans without quotes end at a comma or a line end', () => {
  const columns = [
    {name: 'N', write: writeNumber},
    {name: 'B', write: writeBoolean},
  ];
  expect(read('N,B\n1,true\n-2.50,false\r\n,\n', columns)).toEqual([
    {N: 1, B: true},
    {N: -2.5, B: false},
    {N: null, B: null},
  ]);
  expect(read('N\n1\n2\r\n3\n', columns.slice(0, 1))).toEqual([{N: 1}, {N: 2}, {N: 3}]);
});

test('a value that is larger than many chunks is whole', () => {
  const long = 'x'.repeat(1_000_000);
  const csv = `Id,Email,Description\n1,a@b.c,"${long}"\n2,${long},y\n`;
  const cuts = Array.from({length: 40}, (_, n) => (n + 1) * 65_536);
  expect(read(csv, TEXTS, cuts)).toEqual([
    {Id: '1', Email: 'a@b.c', Description: long},
    {Id: '2', Email: long, Description: 'y'},
  ]);
});

test.each([
  ['many empty values', '', null],
  ['values of which each byte becomes six', '\u0001'.repeat(30), '\u0001'.repeat(30)],
])('%s have room, however little they were', (_, cell, value) => {
  const names = Array.from({length: 30}, (_, n) => `A_name_that_is_rather_long_${n}__c`);
  const columns = names.map(name => ({name, write: writeText}));
  const rows = Math.ceil(1_000_000 / (30 * (cell.length + 1)));
  const csv = `${names.join(',')}\n${`${names.map(() => cell).join(',')}\n`.repeat(rows)}`;
  const found = read(csv, columns);
  expect(found).toHaveLength(rows);
  const wanted = Object.fromEntries(names.map(name => [name, value]));
  expect(found[0]).toEqual(wanted);
  expect(found.at(-1)).toEqual(wanted);
});

test('a single column with empty values keeps its rows', () => {
  const csv = '"Email"\n"a"\n""\n"b"\n';
  expect(read(csv, [{name: 'Email', write: writeText}])).toEqual([
    {Email: 'a'},
    {Email: null},
    {Email: 'b'},
  ]);
});

test('numbers keep their digits and booleans become booleans', () => {
  const columns = [
    {name: 'A', write: writeNumber},
    {name: 'B', write: writeBoolean},
  ];
  const reader = new CsvToJson(columns);
  const csv = '"A","B"\n"12345678901234567890.10","true"\n"-0.5","FALSE"\n"","" \n'.replace(
    ' ',
    '',
  );
  expect([...reader.push(Buffer.from(csv))]).toEqual([
    '{"A":12345678901234567890.10,"B":true}',
    '{"A":-0.5,"B":false}',
    '{"A":null,"B":null}',
  ]);
});

test.each([
  ['1.0E7', '1.0E7'],
  ['007', '7'],
  ['+5', '5'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['0', '0'],
  ['-0', '-0'],
])('the number %s is written %s', (cell, wanted) => {
  const reader = new CsvToJson([{name: 'A', write: writeNumber}]);
  expect([...reader.push(Buffer.from(`"A"\n"${cell}"\n`))]).toEqual([`{"A":${wanted}}`]);
});

test('what is no number becomes null, and the record says so', () => {
  const columns = [
    {name: 'A', write: writeNumber},
    {name: 'B', write: writeText},
  ];
  expect(read('"A","B"\n"NaN","x"\n"1","y"\n', columns)).toEqual([
    {
      A: null,
      B: 'x',
      data: '{"A":null,"B":"x"}',
      changes: [{field: 'A', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR'}],
    },
    {A: 1, B: 'y'},
  ]);
});

test('NUL characters are left out, and the record says so', () => {
  const [record, next] = read(
    '"Id","Email","Description"\n"1","a\0b\0","c"\n"2","","\\0"\n',
    TEXTS,
    [31],
  );
  expect(record).toMatchObject({Email: 'ab', changes: [{field: 'Email', change: 'TRUNCATED'}]});
  expect(next).toEqual({Id: '2', Email: null, Description: '\\0'});
});

test('bytes that are no UTF-8 are replaced, and the record says so', () => {
  const csv = Buffer.concat([
    Buffer.from('"Id","Email","Description"\n"1","José","ok"\n"2","a'),
    Buffer.from([0xff, 0xc3]),
    Buffer.from('b","ok"\n'),
  ]);
  const [sound, broken] = read(csv);
  expect(sound).toEqual({Id: '1', Email: 'José', Description: 'ok'});
  expect(broken).toMatchObject({
    Email: 'a\ufffd\ufffdb',
    changes: [{field: 'Email', change: 'TRUNCATED'}],
  });
});

test('a CSV that is cut off within a row is distinguished from a complete one', () => {
  for (const csv of ['"Id","Email","Description"\n"1","a","b', '"Id","Em']) {
    const reader = new CsvToJson(TEXTS);
    reader.push(Buffer.from(csv));
    expect(reader.end()).toBeUndefined();
  }
});

test('other columns or another number of values are refused', () => {
  expect(() => read('"Id","Name","Description"\n')).toThrow('lacks Email');
  expect(() => read('"Id","Email","Description"\n"1","2","3","4"\n')).toThrow('number of values');
  expect(() => read('"Id","Email","Description"\n"1","2"\n')).toThrow('number of values');
});
