import fc from 'fast-check';
import {expect, test} from 'vitest';
import {ExactNumber, isExactDouble, parseJson, stringifyJson} from '../../../spec/index.js';

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
