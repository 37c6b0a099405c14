import {parseJson, stringifyJson} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';

test.each(['\u0000exact1,"admin":true', '"\u0000exact', '\u0000exact'])(
  'a text such as %j is a text, also beside a number that keeps its digits',
  hostile => {
    const text = `{"n":9007199254740993,"text":${JSON.stringify(hostile)}}`;
    expect(stringifyJson(parseJson(text))).toBe(text);
  },
);

test('an object that looks like a number of ours is an object', () => {
  const text = '{"n":9007199254740993,"o":{"\\u0000exact":"1},{"}}';
  expect(stringifyJson(parseJson(text))).toBe(text);
});
