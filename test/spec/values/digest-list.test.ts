import {expect, test} from 'vitest';
import {DigestCollector, DigestList, toDigest} from '../../../spec/values/digest-list.js';

test('a list knows every value whose digest was collected, and no other', () => {
  const collector = new DigestCollector();
  const values = Array.from({length: 5000}, (_, n) => `value ${n}`);
  for (const value of values) collector.add(toDigest(value));
  const list = new DigestList(collector.toText());
  expect(values.every(value => list.has(toDigest(value)))).toBe(true);
  expect(values.some(value => list.has(toDigest(`another ${value}`)))).toBe(false);
});

test('texts of several collectors can be joined', () => {
  const texts = ['a', 'b'].map(value => {
    const collector = new DigestCollector();
    collector.add(toDigest(value));
    return collector.toText();
  });
  const list = new DigestList(texts.join(''));
  expect(['a', 'b', 'c'].map(value => list.has(toDigest(value)))).toEqual([true, true, false]);
});

test.each(['', '!', 'abc'])('the text %o is an empty list', text => {
  expect(new DigestList(text).has(toDigest('a'))).toBe(false);
});
