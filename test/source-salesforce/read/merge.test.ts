import {expect, test} from 'vitest';
import {merge} from '../../../source-salesforce/read/bulk/merge.js';

async function* count(name: string, upTo: number, ended: string[]) {
  try {
    for (let n = 1; n <= upTo; n++) yield `${name}${n}`;
  } finally {
    ended.push(name);
  }
}

test('everything of every iterable comes, each in its own order', async () => {
  const ended: string[] = [];
  const items: string[] = [];
  for await (const item of merge([count('a', 3, ended), count('b', 5, ended)])) items.push(item);
  expect(items.filter(item => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
  expect(items.filter(item => item.startsWith('b'))).toEqual(['b1', 'b2', 'b3', 'b4', 'b5']);
  expect(ended.sort()).toEqual(['a', 'b']);
});

test('an iterable is not asked for more while its item is in use', async () => {
  const shared = {value: 0};
  async function* reuses() {
    for (shared.value = 1; shared.value <= 3; shared.value++) yield shared;
  }
  const seen: number[] = [];
  for await (const item of merge([reuses()])) {
    const before = item.value;
    await new Promise(resolve => setImmediate(resolve));
    expect(item.value).toBe(before);
    seen.push(before);
  }
  expect(seen).toEqual([1, 2, 3]);
});

test('when one throws, the others are ended', async () => {
  const ended: string[] = [];
  async function* fails() {
    yield 'c1';
    throw new Error('broken');
  }
  const read = async () => {
    for await (const item of merge([count('a', 1000, ended), fails()])) expect(item).toBeDefined();
  };
  await expect(read()).rejects.toThrow('broken');
  expect(ended).toEqual(['a']);
});

test('when the reader stops, all are ended', async () => {
  const ended: string[] = [];
  for await (const item of merge([count('a', 9, ended), count('b', 9, ended)])) {
    if (item === 'a2') break;
  }
  expect(ended.sort()).toEqual(['a', 'b']);
});
