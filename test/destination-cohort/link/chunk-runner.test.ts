import {setImmediate as turn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {ChunkRunner} from '../../../destination-cohort/link/chunk-runner.js';

/** Each chunk is under way until it is finished by hand. */
function startRunner() {
  const chunks: {items: readonly string[]; finish(): void; fail(error: Error): void}[] = [];
  const runner = new ChunkRunner<string>(
    items => new Promise((finish, fail) => chunks.push({items, finish, fail})),
    item => item,
  );
  return {runner, chunks};
}

const numbers = (from: number, count: number) =>
  Array.from({length: count}, (_, index) => String(from + index));

test('items are worked on a thousand at a time, and four thousands at once', async () => {
  const {runner, chunks} = startRunner();
  let added = 0;
  const running = runner.run(async () => {
    for (const item of numbers(0, 5500)) {
      await runner.add(item);
      added += 1;
    }
  });
  await expect.poll(() => added).toBe(3999);
  expect(chunks.map(({items}) => items.length)).toEqual([1000, 1000, 1000, 1000]);
  chunks[1]?.finish();
  await expect.poll(() => added).toBe(4999);
  for (const {finish} of chunks) finish();
  await expect.poll(() => chunks.length).toBe(6);
  expect(chunks.flatMap(({items}) => items)).toEqual(numbers(0, 5500));
  for (const {finish} of chunks) finish();
  await running;
});

test('an id that comes again waits until the chunk it came in before is done', async () => {
  const {runner, chunks} = startRunner();
  let isSettled = false;
  const running = runner.run(async () => {
    await runner.add('ann');
    await runner.finished(['bob']);
    expect(chunks).toEqual([]);
    await runner.finished(['ann']);
    isSettled = true;
    await runner.add('ann');
  });
  await expect.poll(() => chunks.map(({items}) => items)).toEqual([['ann']]);
  await turn();
  expect(isSettled).toBe(false);
  chunks[0]?.finish();
  await expect.poll(() => chunks.length).toBe(2);
  chunks[1]?.finish();
  await running;
});

test('after a failure nothing begins any more, and the run ends when nothing is under way', async () => {
  const {runner, chunks} = startRunner();
  const running = runner.run(async () => {
    for (const item of numbers(0, 3000)) await runner.add(item);
    await runner.finished(['0', '1000']);
    await runner.add('later');
  });
  let hasEnded = false;
  running.catch(() => {}).finally(() => (hasEnded = true));
  await expect.poll(() => chunks.length).toBe(3);
  chunks[0]?.fail(new Error('no answer'));
  chunks[1]?.finish();
  for (let n = 0; n < 10; n++) await turn();
  expect(hasEnded).toBe(false);
  chunks[2]?.finish();
  await expect(running).rejects.toThrow('no answer');
  expect(chunks).toHaveLength(3);
});
