import {LongLine} from '@cohort-salesforce/spec';
import fc from 'fast-check';
import {expect, test} from 'vitest';

function skim(text: string, size: number): LongLine {
  const line = new LongLine();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) line.add(bytes.subarray(at, at + size));
  return line;
}

const name = fc.string({unit: 'grapheme', maxLength: 20}).filter(text => !text.includes('\0'));
const short = fc.oneof(
  fc.string({unit: 'grapheme', maxLength: 50}).map(text => text.toWellFormed()),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const nested = fc.oneof(fc.array(short), fc.dictionary(name, short));

test('what a record is and its short values are known wherever the chunks are cut', () => {
  const data = fc.dictionary(name, fc.oneof(short, nested));
  fc.assert(
    fc.property(
      data,
      name,
      fc.boolean(),
      fc.integer({min: 1, max: 9}),
      (values, stream, isLast, size) => {
        const record = {data: {...values, long: 'x"\\'.repeat(700)}, stream, emitted_at: 1};
        const message = isLast ? {record, type: 'RECORD'} : {type: 'RECORD', record};
        const text = JSON.stringify(message);
        const line = skim(text, size);
        expect(line.isWhole).toBe(true);
        expect(line.bytes).toBe(Buffer.byteLength(text));
        expect(line.record?.stream).toBe(stream);
        const kept = Object.entries(values).filter(
          ([, value]) => typeof value !== 'object' || value === null,
        );
        const parsed = JSON.parse(JSON.stringify(Object.fromEntries(kept)));
        expect({...line.record?.data}).toEqual(parsed);
      },
    ),
  );
});

test.each([
  ['{"type":"STATE","state":{"stream":{}}}', 'STATE', true],
  ['{"type":"LOG","log":{"level":"INFO"}}', 'LOG', true],
  ['no message', undefined, false],
  ['["type","RECORD"]', undefined, false],
  ['{"data":{"type":"RECORD"}}', undefined, true],
])('%s is of type %s', (text, type, isMessage) => {
  const line = skim(text, 3);
  expect([line.type, line.isMessage, line.record]).toEqual([type, isMessage, undefined]);
});

test('a record that is cut off is not whole', () => {
  expect(skim('{"type":"RECORD","record":{"stream":"a","data":{"b":"', 5).isWhole).toBe(false);
});
