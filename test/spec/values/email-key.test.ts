import {expect, test} from 'vitest';
import {toEmailKey} from '../../../spec/values/email-key.js';

test('an address is one person, whatever its case, blanks around it and Unicode form', () => {
  expect(toEmailKey(' Zo\u0065\u0308@Example.COM ')).toBe(toEmailKey('zo\u00eb@example.com'));
});
