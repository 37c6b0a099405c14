import {expect, test} from 'vitest';
import {ChangeLimit} from '../../../../spec/runtime/destination/change-limit.js';

test('changes are let through up to the limit, and none of those beyond it', () => {
  const limit = ChangeLimit.open({max_changes: 5});
  limit?.reserve(3);
  expect(() => limit?.reserve(3)).toThrow(
    'This run has changed 3 and would now change 3 more, but max_changes allows 5.',
  );
  limit?.reserve(2);
  limit?.reserve(0);
});

test('changes that did not take place do not count', () => {
  const limit = ChangeLimit.open({max_changes: 2});
  limit?.reserve(2);
  limit?.release();
  limit?.reserve(1);
  expect(() => limit?.reserve(1)).toThrow('max_changes');
});

test('nothing is limited without a limit, or in a dry run; a limit of 0 lets nothing through', () => {
  expect(ChangeLimit.open({})).toBeUndefined();
  expect(ChangeLimit.open({max_changes: 1, dry_run: true})).toBeUndefined();
  expect(() => ChangeLimit.open({max_changes: 0})?.reserve(1)).toThrow('allows 0');
});

test('the error is one that a later run can do without', () => {
  let failure: unknown;
  try {
    ChangeLimit.open({max_changes: 0})?.reserve(1);
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({failure: 'transient_error', facts: {made: 0, more: 1, max: 0}});
});
