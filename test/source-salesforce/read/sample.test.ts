import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import {expect, test} from 'vitest';
import {readRun} from './read-run.js';

test('a sample is so many records of people with an address, in one call and without a state', async () => {
  const emulator = await startSalesforceEmulator({contacts: 200});
  const config = {sample: 3, same_address: {email_field: 'Email'}};
  const {records, states, error} = await readRun(emulator, {config});
  await emulator.close();
  expect(error).toBeUndefined();
  expect(records).toHaveLength(3);
  for (const {Email} of records) expect(Email).toEqual(expect.stringContaining('@'));
  expect(states).toEqual([]);
});
