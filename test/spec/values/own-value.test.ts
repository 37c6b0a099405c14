import {ownValue} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';

const NAMES = ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf'];

test.each(NAMES)('%s is no value of an object that does not have it', name => {
  expect(ownValue({}, name)).toBeUndefined();
  expect(ownValue(undefined, name)).toBeUndefined();
});

test.each(NAMES)('%s is a value of an object that has it', name => {
  const object = JSON.parse(`{${JSON.stringify(name)}:"Ann"}`);
  expect(ownValue(object, name)).toBe('Ann');
});
