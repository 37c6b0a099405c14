import {expect, test} from 'vitest';
import {Limiter} from '../../../spec/http/limiter.js';

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

/** A limiter with calls of a given duration, and many that wait for their turn. */
function startTimed({most = 32, start = 8} = {}) {
  let time = 0;
  const limiter = new Limiter(most, {start, now: () => time});
  const pass = async (calls: number, milliseconds: number) => {
    const open: Array<() => void> = [];
    const all = Array.from({length: calls}, () =>
      limiter.pass(() => new Promise<void>(resolve => open.push(resolve))),
    );
    for (let done = 0; done < calls; ) {
      await new Promise(resolve => setImmediate(resolve));
      time += milliseconds;
      for (const finish of open.splice(0)) {
        finish();
        done += 1;
      }
    }
    await Promise.all(all);
    return limiter.width;
  };
  return {limiter, pass};
}

test('while calls wait and are answered as quickly as before, more are let through, up to the most', async () => {
  const {pass} = startTimed();
  expect(await pass(8, 150)).toBe(8);
  expect(await pass(200, 150)).toBe(32);
});

test('as many as before are let through when nobody waits, and when answers take no time', async () => {
  const {pass} = startTimed();
  for (let round = 0; round < 20; round++) expect(await pass(8, 150)).toBe(8);
  expect(await startTimed().pass(400, 5)).toBe(8);
});

test('fewer are let through when answers become slow, but no fewer than at the start', async () => {
  const {pass} = startTimed();
  expect(await pass(200, 100)).toBe(32);
  const narrower = await pass(64, 300);
  expect(narrower).toBeLessThan(32);
  await pass(400, 300);
  expect(await pass(400, 300)).toBe(8);
});

test('if all calls in progress must wait, the limit is halved only once', async () => {
  const {limiter} = startTimed();
  const refused = (call: number) => async () => {
    await new Promise(resolve => setImmediate(resolve));
    limiter.refused();
    return call;
  };
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(call => limiter.pass(refused(call))));
  expect(limiter.width).toBe(4);
  await limiter.pass(refused(9));
  expect(limiter.width).toBe(2);
});
