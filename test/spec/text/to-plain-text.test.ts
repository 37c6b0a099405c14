import {escapeUnsafe, toPlainText} from '@cohort-salesforce/spec';
import fc from 'fast-check';
import {expect, test} from 'vitest';

test.each([
  ['an escape sequence', '\u001b[2J\u001b]0;title\u0007x', '\\u001b[2J\\u001b]0;title\\u0007x'],
  ['a C1 control character', 'a\u009b2Jb', 'a\\u009b2Jb'],
  ['a turned direction', 'a\u202egpj.exe', 'a\\u202egpj.exe'],
  ['a carriage return', 'failed\rok', 'failed\\u000dok'],
  ['an invisible character', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
  ['an invisible tag', 'a\u{e0041}', 'a\\udb40\\udc41'],
  ['half a character', 'a\ud83cb', 'a\\ud83cb'],
])('%s is written out', (_, text, plain) => {
  expect(toPlainText(text)).toBe(plain);
});

test('text of any script, lines and emoji stay as they are', () => {
  const text = 'Zoë 王小明 أحمد 😀👍\n\tline two';
  expect(toPlainText(text)).toBe(text);
});

test('binary data is named, not shown', () => {
  const bytes = Buffer.from(Array.from({length: 200}, (_, index) => index));
  expect(toPlainText(bytes.toString())).toBe('(binary data, 200 characters)');
  expect(toPlainText(`\u0000\u0001\u0002${'\ufffd'.repeat(30)}`)).toMatch(/^\(binary data/);
});

test('a long text is cut and its length told', () => {
  expect(toPlainText('x'.repeat(20), 10)).toBe('xxxxxxxxxx… (20 characters)');
});

test('JSON means the same after unsafe characters are written out', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), text => {
      const line = escapeUnsafe(JSON.stringify({text}));
      expect(JSON.parse(line)).toEqual({text});
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left.
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    }),
  );
});
