import {afterEach, beforeEach, expect, test} from 'vitest';
import {Spool} from '../../destination-salesforce/batch/spool.js';

let spool: Spool;
beforeEach(() => {
  spool = new Spool();
});
afterEach(() => spool.close());

const texts = Array.from({length: 5000}, (_, n) => `${n} é李👋 ${'x'.repeat((n * 37) % 200)}`);

test('texts are read back in any order', () => {
  for (const [index, text] of texts.entries()) expect(spool.append(text)).toBe(index);
  for (const [index, text] of texts.entries()) expect(spool.read(index)).toBe(text);
  for (let step = 0; step < 5000; step++) {
    const index = (step * 2731) % 5000;
    expect(spool.read(index)).toBe(texts[index]);
  }
});

test('texts are read while others are still kept', () => {
  for (const [index, text] of texts.entries()) {
    spool.append(text);
    expect(spool.read(index)).toBe(text);
    expect(spool.read(index >>> 1)).toBe(texts[index >>> 1]);
  }
});

test('texts longer than what is read or kept at once, and empty ones', () => {
  const long = ['', 'é'.repeat(300_000), '', 'short', 'x'.repeat(40_000)];
  for (const text of long) spool.append(text);
  for (const [index, text] of [...long.entries()].reverse()) expect(spool.read(index)).toBe(text);
  expect(spool.length).toBe(5);
});
