import {PagingGuard} from '@cohort-salesforce/spec';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';

const noProgress = expect.objectContaining({facts: {errorCode: 'NO_PROGRESS'}});
const wrongCount = expect.objectContaining({facts: {errorCode: 'WRONG_COUNT'}});

function pagesUntilRefusal(tokens: Iterable<string>, most: number): number {
  const guard = new PagingGuard('a list');
  let pages = 0;
  for (const token of tokens) {
    try {
      guard.page(token);
    } catch (error) {
      expect(error).toEqual(noProgress);
      return pages;
    }
    pages += 1;
    if (pages > most) break;
  }
  return Number.POSITIVE_INFINITY;
}

function* cycle(start: number, length: number): Generator<string> {
  for (let page = 0; page < start; page += 1) yield `start ${page}`;
  for (let page = 0; ; page += 1) yield `again ${page % length}`;
}

describe('tokens', () => {
  test('a cycle of any length after any start is found at its first repeated page', () => {
    const lengths = fc.integer({min: 1, max: 50});
    fc.assert(
      fc.property(fc.nat({max: 200}), lengths, (start, length) => {
        expect(pagesUntilRefusal(cycle(start, length), 1000)).toBe(start + length);
      }),
    );
  });

  test('a cycle that begins after more pages than are remembered is found all the same', () => {
    const pages = pagesUntilRefusal(cycle(15_000, 7000), 100_000);
    expect(pages).toBeLessThan(60_000);
  });

  test('pages that are all different pass, however long their names are', () => {
    const guard = new PagingGuard('a list');
    for (let page = 0; page < 30_000; page += 1) guard.page(`${'x'.repeat(100)}${page}`);
  });
});

describe('records', () => {
  test('any number but the promised one is refused', () => {
    fc.assert(
      fc.property(fc.nat({max: 300}), fc.array(fc.nat({max: 100})), (total, sizes) => {
        const guard = new PagingGuard('a list', {total});
        const read = () => {
          for (const size of sizes) guard.count(size);
          guard.end();
        };
        const sum = sizes.reduce((a, b) => a + b, 0);
        if (sum === total) expect(read).not.toThrow();
        else expect(read).toThrow(wrongCount);
      }),
    );
  });

  test('records of an earlier run count', () => {
    const guard = new PagingGuard('a list', {total: 10, before: 6});
    guard.count(4);
    guard.end();
  });

  test('pages beyond the promised total are refused as they come', () => {
    const guard = new PagingGuard('a list', {total: 5});
    guard.count(5);
    expect(() => guard.count(1)).toThrow(wrongCount);
  });

  test('empty pages without end are refused, where no total was promised', () => {
    const guard = new PagingGuard('a list');
    const read = () => {
      for (let page = 0; page < 5000; page += 1) guard.count(0);
    };
    expect(read).toThrow(noProgress);
  });
});
