import type {BaselineStore} from '@cohort-salesforce/spec/baseline';
import {expect, test} from 'vitest';
import {baselineFolder} from '../../fixtures/baseline-folder.js';

test('the difference between the clocks of both systems is kept, and is the same until one is set', async () => {
  const {withStore} = await baselineFolder();
  const ahead = () => withStore(async ({clocks}) => clocks.salesforceAhead);
  const note = (...[side, milliseconds]: Parameters<BaselineStore['clocks']['note']>) =>
    withStore(({clocks}) => clocks.note(side, milliseconds));
  await note('salesforce', 3_600_000);
  expect(await ahead()).toBe(0);
  await note('cohort', undefined);
  expect(await ahead()).toBe(0);
  await note('cohort', -60_000);
  expect(await ahead()).toBe(3_660_000);
  // An answer that took its time.
  await note('cohort', -63_000);
  expect(await ahead()).toBe(3_660_000);
  await note('salesforce', -58_000);
  expect(await ahead()).toBe(0);
});
