import {setImmediate} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {KeyLocks} from '../../destination-cohort/users/key-locks.js';

test('callers that want the same key run in order, independent of other keys', async () => {
  const locks = new KeyLocks();
  const order: string[] = [];
  const take = async (name: string, keys: string[]) => {
    const release = await locks.acquire(keys);
    order.push(name);
    return release;
  };
  const first = await take('first', ['ann']);
  const second = take('second', ['ann', 'bob']);
  (await take('other', ['cho']))();
  first();
  const releaseSecond = await second;
  const third = take('third', ['ann']);
  await setImmediate();
  expect(order).toEqual(['first', 'other', 'second']);
  releaseSecond();
  (await third)();
  expect(order).toEqual(['first', 'other', 'second', 'third']);
});
