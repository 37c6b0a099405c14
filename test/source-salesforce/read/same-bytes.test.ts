import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {call, readRun} from './read-run.js';

const FIELDS = ['AnnualRevenue', 'NumberOfEmployees', 'BillingLatitude', 'Name', 'SystemModstamp'];
let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 200});
  const numbers = [40204, 0, -7, 0.5, 1e15, 12345.25, null];
  for (const [index, AnnualRevenue] of numbers.entries()) {
    const NumberOfEmployees = index + 1;
    await call(emulator, 'POST', '/sobjects/Account', {
      Name: `Whole ${index}`,
      AnnualRevenue,
      NumberOfEmployees,
    });
  }
});

afterAll(() => emulator.close());

test('REST and the Bulk API give the same bytes, whole numbers with decimals included', async () => {
  const options = {stream: 'Account', fields: FIELDS};
  const rest = await readRun(emulator, options);
  const bulk = await readRun(emulator, {...options, config: {force_use_bulk_api: true}});
  expect(bulk.texts.map(String).sort()).toEqual(rest.texts.map(String).sort());
  const written = rest.texts.map(String).find(text => text.includes('"Whole 0"'));
  expect(written).toContain('"AnnualRevenue":40204.0,"NumberOfEmployees":1,');
});
