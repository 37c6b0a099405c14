import {readLines} from '@cohort-salesforce/spec';
import fc from 'fast-check';
import {expect, test} from 'vitest';

async function linesOf(chunks: Iterable<Buffer>, maxBytes?: number): Promise<string[]> {
  async function* stream() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const batch of readLines(stream(), maxBytes)) lines.push(...batch.map(String));
  return lines;
}

test('lines come out whole wherever the chunks are cut', async () => {
  const text = fc.array(fc.string({unit: 'grapheme'}).map(line => line.replace(/[\r\n]/g, '')));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({min: 1, max: 7}), async (lines, size) => {
      const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''));
      const chunks = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      expect(await linesOf(chunks)).toEqual(lines);
    }),
  );
});

test('a carriage return before the line end does not belong to the line', async () => {
  expect(await linesOf([Buffer.from('a\r\nb\r'), Buffer.from('\nc\rd\n')])).toEqual([
    'a',
    'b',
    'c\rd',
  ]);
});

test('a last line without a line end is a line', async () => {
  expect(await linesOf([Buffer.from('a\nb')])).toEqual(['a', 'b']);
});

test('a line over the limit is refused with its number', async () => {
  const chunks = [Buffer.from('short\n'), Buffer.alloc(80, 'x'), Buffer.alloc(80, 'x')];
  await expect(linesOf(chunks, 100)).rejects.toThrow(/line 2 is longer than 100 bytes/);
});
