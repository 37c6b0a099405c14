import {isEmail} from '@cohort-salesforce/source-cohort/cohort';
import {expect, test} from 'vitest';

test('an address may have blanks around it and letters in any Unicode form', () => {
  expect(isEmail(' JOSE\u0301@Example.COM\n')).toBe(true);
});

test('an address may have 254 characters, and no part of its domain ends in a hyphen', () => {
  const domain = '@example.com';
  expect(isEmail('x'.repeat(254 - domain.length) + domain)).toBe(true);
  expect(isEmail('x'.repeat(255 - domain.length) + domain)).toBe(false);
  expect(isEmail('ann@example-.com')).toBe(false);
});
