import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {watchProgress} from '../../../spec/http/watch-progress.js';

let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A body that takes its time for each chunk, in milliseconds. */
async function* bodyOf(chunks: number, {bytes, everyMs}: {bytes: number; everyMs: number}) {
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    now += everyMs;
    yield Buffer.alloc(bytes);
  }
}

async function read(body: AsyncIterable<Buffer>, readerMs = 0) {
  let bytes = 0;
  for await (const chunk of watchProgress(body, {windowMs: 60_000, totalMs: 3_600_000})) {
    bytes += chunk.length;
    now += readerMs;
  }
  return bytes;
}

test('a byte every twenty seconds is no progress', async () => {
  await expect(read(bodyOf(100, {bytes: 1, everyMs: 20_000}))).rejects.toThrow(
    'only 3 bytes of the answer in 60 s',
  );
});

test('a slow line that gets on is waited for', async () => {
  expect(await read(bodyOf(100, {bytes: 1000, everyMs: 10_000}))).toBe(100_000);
});

test('the time that the reader takes does not count', async () => {
  expect(await read(bodyOf(100, {bytes: 1, everyMs: 1}), 100_000)).toBe(100);
});

test('what gets on and never ends is given up on', async () => {
  await expect(read(bodyOf(1_000_000, {bytes: 1000, everyMs: 10_000}))).rejects.toThrow(
    'no end of the answer in 3600 s',
  );
});
