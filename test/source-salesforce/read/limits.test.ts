import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, expect, test} from 'vitest';
import {ids, readRun, trouble} from './read-run.js';

let emulator: SalesforceEmulator;

afterEach(() => emulator.close());

test('the budget of calls ends a run between two pages, to go on in the next one', async () => {
  const options = {contacts: 3000, bulkPageSize: 500};
  emulator = await startSalesforceEmulator({
    ...options,
    dailyApiRequests: 100,
    usedApiRequests: 73,
  });
  const config = {force_use_bulk_api: true, api_budget: 80};
  const stopped = await readRun(emulator, {config});
  expect(stopped.error).toMatchObject({failure: 'transient_error'});
  expect(stopped.error?.message).toContain('api_budget');
  expect(stopped.records.length).toBeGreaterThan(0);
  const resumed = await readRun(emulator, {
    config: {...config, api_budget: 100},
    state: stopped.states.at(-1),
  });
  expect(resumed.error).toBeUndefined();
  expect(stopped.records.length + resumed.records.length).toBe(2970);
  expect(new Set([...ids(stopped), ...ids(resumed)]).size).toBe(2970);
});

test('the budget of calls ends a run between two slices, to go on in the next one', async () => {
  const options = {contacts: 100, dailyApiRequests: 1000, usedApiRequests: 780};
  emulator = await startSalesforceEmulator(options);
  const stream_slice_step = 'P7D';
  const stopped = await readRun(emulator, {config: {stream_slice_step, api_budget: 80}});
  expect(stopped.error?.message).toContain('api_budget');
  expect(stopped.calls).toBeLessThanOrEqual(21);
  const config = {stream_slice_step, api_budget: 100};
  const resumed = await readRun(emulator, {config, state: stopped.states.at(-1)});
  expect(resumed.error).toBeUndefined();
  expect(new Set([...ids(stopped), ...ids(resumed)]).size).toBe(99);
});

test('a wait that Salesforce causes is logged', async () => {
  emulator = await startSalesforceEmulator({contacts: 10});
  const answer = {status: 429, headers: {'retry-after': '1'}, body: []};
  await trouble(emulator, {route: '*/query', times: 1, answer});
  const run = await readRun(emulator);
  expect(run.error).toBeUndefined();
  expect(run.limits).toEqual([expect.any(Date)]);
});

test('an object that does not exist, and a key that may not be read, say what to ask for', async () => {
  emulator = await startSalesforceEmulator({contacts: 10, permissions: {'Contact.Email': 'none'}});
  const nowhere = await readRun(emulator, {stream: 'Nowhere__c'});
  expect(nowhere.error).toMatchObject({failure: 'config_error'});
  expect(nowhere.error?.message).toContain('Ask the Salesforce administrator');
  const keyless = await readRun(emulator, {settings: {primary_key: [['Email']]}});
  expect(keyless.error?.message).toContain('its key Email');
  const other = await readRun(emulator);
  expect(other.records.length).toBe(10);
  expect(other.logs.join()).toContain('Email cannot be read');
});
