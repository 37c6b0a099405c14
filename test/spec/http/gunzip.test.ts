import {Readable} from 'node:stream';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {gunzip} from '../../../spec/http/gunzip.js';

const text = Array.from({length: 20_000}, (_, index) => `row ${index * 7919}\n`).join('');
const packed = gzipSync(text);

async function unpack(bytes: Buffer, size: number): Promise<string> {
  const pieces = Array.from({length: Math.ceil(bytes.length / size)}, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of gunzip(Readable.from(pieces))) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test.each([1000, 65_536])('what comes in pieces of %i bytes is whole again', async size => {
  expect(await unpack(packed, size)).toBe(text);
});

test('what breaks off or is damaged is an error, not an end', async () => {
  await expect(unpack(packed.subarray(0, packed.length - 100), 1000)).rejects.toThrow();
  const damaged = Buffer.from(packed);
  damaged.fill(0, 1000, 1020);
  await expect(unpack(damaged, 1000)).rejects.toThrow();
});
