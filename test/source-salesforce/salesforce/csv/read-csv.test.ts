import {Readable} from 'node:stream';
import {MAX_ROW_BYTES} from '@cohort-salesforce/spec';
import {parse} from 'csv-parse/sync';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readCsv} from '../../../../source-salesforce/salesforce/csv/read-csv.js';

const cell = fc.string({unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', 'é', '😀', ' ', ';')});
const table = fc
  .integer({min: 1, max: 4})
  .chain(width =>
    fc.array(fc.array(cell, {minLength: width, maxLength: width}), {minLength: 1, maxLength: 6}),
  );

function write(rows: readonly string[][], lineEnd: string): string {
  const lines = rows.map(row => row.map(text => `"${text.replaceAll('"', '""')}"`).join(','));
  return lines.map(line => line + lineEnd).join('');
}

async function read(chunks: readonly Uint8Array[]): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const some of readCsv(Readable.from(chunks, {objectMode: false}))) rows.push(...some);
  return rows;
}

test('reads what a well-known reader reads, wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('\n', '\r\n'),
      fc.integer({min: 1, max: 7}),
      async (rows, lineEnd, size) => {
        const bytes = Buffer.from(write(rows, lineEnd));
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        const found = await read(chunks);
        expect(found).toEqual(rows);
        expect(found).toEqual(parse(bytes));
      },
    ),
  );
});

test('reads bare cells, empty ones and a last line without an end', async () => {
  expect(await read([Buffer.from('a,b\n,"x"\n1,')])).toEqual([
    ['a', 'b'],
    ['', 'x'],
    ['1', ''],
  ]);
});

test.each(['"a', '"a"b,c\n'])('%j is damaged', async text => {
  await expect(read([Buffer.from(text)])).rejects.toMatchObject({failure: 'transient_error'});
});

test('a cell that never ends is refused when it is longer than any row', async () => {
  let pushed = 0;
  const chunks = function* () {
    yield Buffer.from('"Email"\n"');
    for (; pushed < 2 * MAX_ROW_BYTES; pushed += 65_536) yield Buffer.alloc(65_536, 'a');
  };
  const readContext = (async () => {
    for await (const _ of readCsv(Readable.from(chunks(), {objectMode: false})));
  })();
  await expect(readContext).rejects.toThrow('a row does not end');
  expect(pushed).toBeLessThan(MAX_ROW_BYTES + 10 * 65_536);
});
