import {Readable} from 'node:stream';
import {ConnectorError, type RecordText} from '@cohort-salesforce/spec';
import {parse} from 'csv-parse/sync';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {writeText} from '../../source-salesforce/salesforce/csv/cell-writers.js';
import {CsvToJson} from '../../source-salesforce/salesforce/csv/csv-to-json.js';
import {readCsv} from '../../source-salesforce/salesforce/csv/read-csv.js';
import {propertyRun} from './cases.js';
import {orRefusal} from './or-refusal.js';

const RUN = propertyRun(300);

// As damaged as a result of a query can come: bytes changed, missing or there twice.
const damage = fc.array(
  fc.tuple(fc.nat(), fc.constantFrom('"', ',', '\n', '\r', 'x', '\ufffd', '')),
  {maxLength: 3},
);

const CSV = `"Id","Name"\n${Array.from({length: 20}, (_, n) => `"${n}","Name ""${n}"", ${'é'.repeat(n)}\n"`).join('\n')}\n`;

test('a damaged CSV is read as csv-parse reads it, where that takes it, or refused', async () => {
  const property = fc.asyncProperty(
    damage,
    fc.integer({min: 1, max: 200}),
    async (places, size) => {
      let text = CSV;
      for (const [place, mark] of places) {
        const at = place % text.length;
        text = text.slice(0, at) + mark + text.slice(at + 1);
      }
      const bytes = Buffer.from(text);
      const chunks = Array.from({length: Math.ceil(bytes.length / size)}, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const records = await orRefusal(() => toJson(chunks));
      if (records === undefined) return;
      const wanted = byTheOracle(text);
      if (wanted === undefined) return;
      expect(records).toEqual(
        wanted.slice(1).map(([Id, Name]) => ({Id: Id || null, Name: Name || null})),
      );
    },
  );
  await fc.assert(property, RUN);
});

test('a damaged result of a job is read or refused, and never for ever', async () => {
  const property = fc.asyncProperty(damage, async places => {
    let text = CSV;
    for (const [place, mark] of places) {
      const at = place % text.length;
      text = text.slice(0, at) + mark + text.slice(at + 1);
    }
    await orRefusal(async () => {
      for await (const rows of readCsv(Readable.from([Buffer.from(text)])))
        expect(rows.length).toBeGreaterThan(0);
    });
  });
  await fc.assert(property, RUN);
});

function byTheOracle(text: string): string[][] | undefined {
  try {
    return parse(text, {skip_empty_lines: true, relax_column_count: true}) as string[][];
  } catch {
    return undefined;
  }
}

function toJson(chunks: readonly Buffer[]): unknown[] {
  const csv = new CsvToJson([
    {name: 'Id', write: writeText},
    {name: 'Name', write: writeText},
  ]);
  const records: unknown[] = [];
  const take = (block: Iterable<RecordText>) => {
    for (const record of block)
      records.push(JSON.parse(typeof record === 'string' ? record : record.data));
  };
  for (const chunk of chunks) take(csv.push(chunk));
  const last = csv.end();
  if (!last) throw new ConnectorError({failure: 'transient_error', message: 'It broke off.'});
  take(last);
  return records;
}
