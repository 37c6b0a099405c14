import {once} from 'node:events';
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {DestinationInput, ReaderGone} from '../../harness/pipe/destination-input.js';

function inputInto(stdin = new PassThrough()) {
  const starts: string[] = [];
  const input = new DestinationInput(
    async () => {
      starts.push('started');
      return stdin;
    },
    () => {},
  );
  return {input, starts, written: () => String(stdin.read() ?? '')};
}

test('statuses and states alone start no destination', async () => {
  const {input, starts} = inputInto();
  await input.hold('status\n');
  await input.hold('state\n');
  input.end();
  expect(starts).toEqual([]);
  expect(input.isOpen).toBe(false);
});

test('the first record starts it, and what was held goes before', async () => {
  const {input, starts, written} = inputInto();
  await input.hold('status\n');
  await input.write('record\n');
  await input.hold('state\n');
  await input.write('record\n');
  expect(starts).toEqual(['started']);
  expect(written()).toBe('status\nrecord\nstate\nrecord\n');
});

test('more messages than are held start it too', async () => {
  const {input, starts} = inputInto();
  for (let count = 0; count <= 1000; count += 1) await input.hold('{}\n');
  expect(starts).toEqual(['started']);
});

test('a destination that cannot be started is a reader that is gone', async () => {
  const input = new DestinationInput(
    () => Promise.reject(new ReaderGone()),
    () => {},
  );
  await expect(input.write('record\n')).rejects.toThrow(ReaderGone);
});

test('a destination that has ended before it is listened to is gone', async () => {
  const ended = new PassThrough();
  ended.destroy();
  await once(ended, 'close');
  const input = new DestinationInput(
    async () => ended,
    () => {},
  );
  await input.open();
  await expect(input.write('record\n')).rejects.toThrow(ReaderGone);
});
