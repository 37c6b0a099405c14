import {expect, test} from 'vitest';
import {Limiter} from '../../../source-cohort/cohort/limiter.js';

test.each([1, 3])(
  'no more than %i calls are under way, and each is let through in turn',
  async allowed => {
    const gate = new Limiter(allowed);
    let open = 0;
    let most = 0;
    const call = async (n: number) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise(resolve => setImmediate(resolve));
      open -= 1;
      return n;
    };
    const numbers = Array.from({length: 50}, (_, n) => n);
    expect(await Promise.all(numbers.map(n => gate.pass(() => call(n))))).toEqual(numbers);
    expect(most).toBe(allowed);
  },
);

test('it narrows by half when asked to slow down, to one at the least, and widens again', async () => {
  const gate = new Limiter(8);
  expect([gate.slowDown(), gate.slowDown(), gate.slowDown(), gate.slowDown()]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(gate.width).toBe(1);
  for (let n = 0; n < 1000; n++) await gate.pass(async () => n);
  expect(gate.width).toBe(8);
});

test('each hundred calls that went well allow one more', async () => {
  const gate = new Limiter(8);
  gate.slowDown();
  const pass = async (calls: number) => {
    for (let n = 0; n < calls; n++) await gate.pass(async () => n);
    return gate.width;
  };
  expect([await pass(99), await pass(1), await pass(99), await pass(1)]).toEqual([4, 5, 5, 6]);
});

test('a call that fails makes room as one that does not', async () => {
  const gate = new Limiter(1);
  await expect(gate.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await gate.pass(async () => 'next')).toBe('next');
});
