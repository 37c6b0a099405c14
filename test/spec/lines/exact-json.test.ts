import {ExactNumber, isExactDouble, parseJson, stringifyJson} from '@cohort-salesforce/spec';
import fc from 'fast-check';
import {expect, test} from 'vitest';

test('whatever JSON.parse can hold comes out as from JSON.parse', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = JSON.stringify(value);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('a number that a double cannot hold keeps its digits', () => {
  const text = '{"n":9007199254740993,"list":[1e400,0.1234567890123456789],"s":"9007199254740993"}';
  expect(parseJson(text)).toEqual({
    n: new ExactNumber('9007199254740993'),
    list: [new ExactNumber('1e400'), new ExactNumber('0.1234567890123456789')],
    s: '9007199254740993',
  });
});

test('a text with such numbers is written again as it was', () => {
  const text = '{"n":-9007199254740993,"deep":{"list":[1e400,"\\"1e400\\u0000",true,null,12.5]}}';
  expect(stringifyJson(parseJson(text))).toBe(text);
});

test('__proto__ is a key like any other', () => {
  const parsed = parseJson('{"__proto__":{"admin":true},"n":9007199254740993}') as {
    admin?: boolean;
  };
  expect(parsed.admin).toBeUndefined();
  expect(Object.keys(parsed)).toEqual(['__proto__', 'n']);
});

test.each([
  ['0', true],
  ['-0', true],
  ['0.1', true],
  ['1.10', true],
  ['1e308', true],
  ['12.50e1', true],
  ['100000000000000000000', true],
  ['9007199254740993', false],
  ['1e309', false],
  ['0.1234567890123456789', false],
])('a double holds %s: %s', (decimal, expected) => {
  expect(isExactDouble(decimal)).toBe(expected);
});

test('every double is exact in the form it is written', () => {
  fc.assert(
    fc.property(fc.double({noNaN: true, noDefaultInfinity: true}), double => {
      expect(isExactDouble(String(double))).toBe(true);
    }),
  );
});

const LONG = 9_000_000;

test.each([
  ['plain', 'x'.repeat(LONG)],
  ['of quotes', '\\"'.repeat(LONG / 2)],
  ['of backslashes', '\\\\'.repeat(LONG / 2)],
  ['of commas and digits', ',1234567890'.repeat(LONG / 10)],
])('a long text %s is read beside a number of 17 digits', (_, text) => {
  const parsed = parseJson(`{"n":12345678901234567,"text":"${text}"}`);
  expect((parsed as {n: unknown}).n).toEqual(new ExactNumber('12345678901234567'));
});

test('numbers are found in values nested deeper than the stack', () => {
  const depth = 100_000;
  const text = `${'['.repeat(depth)}12345678901234567${']'.repeat(depth)}`;
  let value = parseJson(text);
  for (let level = 0; level < depth; level += 1) [value] = value as unknown[];
  expect(value).toEqual(new ExactNumber('12345678901234567'));
});

test('a number after many blanks keeps its digits', () => {
  const parsed = parseJson(`{"n":${' '.repeat(100)}12345678901234567}`);
  expect(parsed).toEqual({n: new ExactNumber('12345678901234567')});
});

test.each(['{12345678901234567:1}', '{"n":012345678901234567}', '[1-12345678901234567]'])(
  'what is not JSON is refused with long numbers in it: %s',
  text => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  },
);

test('a number of thousands of digits is kept as it was written', () => {
  const digits = `1${'0'.repeat(5000)}1`;
  expect(parseJson(`[${digits}]`)).toEqual([new ExactNumber(digits)]);
});
