import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {call, type RunOptions, readRun} from './read-run.js';

let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 0});
  const bodies = [
    {LastName: 'NULL', FirstName: 'Nana', MailingState: 'NA', Title: 'n/a n/a'},
    {LastName: 'None', FirstName: '#N/A N/A', MailingCity: 'nan', MailingState: 'NaN'},
  ];
  for (const body of bodies) await call(emulator, 'POST', '/sobjects/Contact', body);
});

afterAll(() => emulator.close());

const fields = ['LastName', 'FirstName', 'Title', 'MailingState', 'MailingAddress'];

test.each<[string, RunOptions]>([
  ['by REST', {byRest: true}],
  ['by bulk', {config: {force_use_bulk_api: true}}],
])('texts such as NA are values, or empty if the config says so, %s', async (_, options) => {
  const read = async (more: object) => {
    const config = {...options.config, ...more};
    const {records} = await readRun(emulator, {...options, fields, config});
    return records
      .sort((one, other) => String(one.Id).localeCompare(String(other.Id)))
      .map(({Id, SystemModstamp, ...values}) => values);
  };
  const kept = await read({});
  expect(await read({preserve_na_values: true})).toEqual(kept);
  expect(kept.map(({LastName}) => LastName)).toEqual(['NULL', 'None']);
  const empty = {LastName: null, MailingState: null, MailingAddress: null};
  expect(await read({preserve_na_values: false})).toEqual([
    {...empty, FirstName: 'Nana', Title: 'n/a n/a'},
    {...empty, FirstName: null, Title: null},
  ]);
});
