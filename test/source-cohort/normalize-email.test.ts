import {expect, test} from 'vitest';
import {isEmail, normalizeEmail} from '../../source-cohort/cohort/index.js';

test('two spellings of an address are the same: blanks around it, case, Unicode form', () => {
  expect(normalizeEmail(' JOSE\u0301@Example.COM\n')).toBe('jos\u00e9@example.com');
  expect(isEmail(' JOSE\u0301@Example.COM\n')).toBe(true);
});
