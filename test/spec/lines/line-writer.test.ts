import {PassThrough, Writable} from 'node:stream';
import {LineWriter} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';

test('lines leave in batches and in order', async () => {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const lines = new LineWriter(stream);
  for (let n = 0; n < 30_000; n++) lines.write(`line ${n}`);
  await lines.finish();
  expect(chunks.join('').split('\n').slice(0, -1)).toEqual(
    Array.from({length: 30_000}, (_, n) => `line ${n}`),
  );
  expect(chunks.length).toBeLessThan(20);
});

test('a writer waits until its reader has made room', async () => {
  const stream = new PassThrough({highWaterMark: 10});
  const lines = new LineWriter(stream);
  lines.write('x'.repeat(100));
  lines.flush();
  const ready = lines.ready();
  expect(ready).toBeInstanceOf(Promise);
  let isReady = false;
  const seen = ready?.then(() => {
    isReady = true;
  });
  await new Promise(resolve => setImmediate(resolve));
  expect(isReady).toBe(false);
  stream.resume();
  await seen;
  expect(lines.ready()).toBeUndefined();
});

test('a reader that is gone makes the writer fail', async () => {
  const stream = new Writable({write: (_, __, done) => done(new Error('EPIPE'))});
  const lines = new LineWriter(stream);
  lines.write('lost');
  await expect(lines.finish()).rejects.toThrow('EPIPE');
});

test('waiting for a slow reader leaves no listeners behind, however many wait at once', async () => {
  const stream = new PassThrough({highWaterMark: 10});
  const lines = new LineWriter(stream);
  const before = stream.eventNames().map(event => stream.listenerCount(event));
  for (let round = 0; round < 20; round++) {
    lines.write('x'.repeat(100));
    lines.flush();
    const waiting = [lines.ready(), lines.ready(), lines.ready()];
    stream.read();
    await Promise.all(waiting);
  }
  expect(stream.eventNames().map(event => stream.listenerCount(event))).toEqual(before);
});

test('parts of lines in bytes and whole lines in text leave in the order in which they came', async () => {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      written.push(chunk.toString('latin1'));
      // The reader is slow: a batch may not be filled anew before it is done with it.
      setImmediate(() => {
        written[written.length - 1] = chunk.toString('latin1');
        done();
      });
    },
  });
  const lines = new LineWriter(stream);
  const wanted: string[] = [];
  for (let n = 0; n < 400; n++) {
    const line = `${n}-${'é'.repeat(n * 7)}`;
    wanted.push(line);
    if (n % 2 === 0) {
      lines.write(line);
    } else {
      const bytes = Buffer.from(`${line}\n`);
      lines.append(bytes.subarray(0, 3));
      lines.append(bytes.subarray(3));
    }
    await lines.ready();
  }
  lines.write('x'.repeat(300_000));
  await lines.finish();
  const text = Buffer.from(written.join(''), 'latin1').toString();
  expect(text.split('\n')).toEqual([...wanted, 'x'.repeat(300_000), '']);
});
