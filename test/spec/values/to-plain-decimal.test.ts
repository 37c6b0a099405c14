import {toPlainDecimal} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';

test.each([
  ['1.5e3', '1500'],
  ['1.25e-3', '0.00125'],
  ['-1e21', '-1000000000000000000000'],
  ['0e5', '0'],
  ['12.50', '12.50'],
])('%s is written as %s', (decimal, plain) => {
  expect(toPlainDecimal(decimal)).toBe(plain);
});

test.each(['1e999999999', '-1e-999999999', '1e1001', '1e99999999999999999999'])(
  'the zeros of %s are not written out',
  decimal => {
    expect(toPlainDecimal(decimal)).toBe(decimal);
  },
);
