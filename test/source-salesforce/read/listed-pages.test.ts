import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ids, readRun, trouble} from './read-run.js';

// Pages are listed, and so read at the same time, from 100,000 records on.
const COUNT = 108_900;
let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 110_000, bulkPageSize: 15_000});
});

afterAll(() => emulator.close());

test('pages are read at the same time, and each record comes once', async () => {
  const run = await readRun(emulator, {fields: ['Email']});
  expect(run.error).toBeUndefined();
  expect(run.records.length).toBe(COUNT);
  expect(new Set(ids(run)).size).toBe(COUNT);
  expect(run.events).toContainEqual({kind: 'estimate', rows: COUNT});
  expect(run.calls).toBeLessThanOrEqual(16);
});

test('a run that was killed reads only the pages that were not sent whole', async () => {
  const fields = ['Email'];
  let states = 0;
  const killed = await readRun(emulator, {
    fields,
    until: ({kind}) => kind === 'state' && ++states === 4,
  });
  expect(killed.states.at(-1)).toMatchObject({job: {done: expect.any(Array)}});
  await trouble(emulator, {route: '*/results', nth: 2, cutAfterBytes: 50_000});
  const resumed = await readRun(emulator, {fields, state: killed.states.at(-1)});
  expect(resumed.error).toBeUndefined();
  expect(new Set([...ids(killed), ...ids(resumed)]).size).toBe(COUNT);
  expect(resumed.records.length).toBe(COUNT - 3 * 15_000);
});
