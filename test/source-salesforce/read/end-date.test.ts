import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parseSettings} from '../../../source-salesforce/config.js';
import {readRun} from './read-run.js';

let emulator: SalesforceEmulator;
let stamps: string[];

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 60});
  const all = await readRun(emulator);
  stamps = all.records.map(({SystemModstamp}) => String(SystemModstamp)).sort();
});

afterAll(() => emulator.close());

test.each([
  ['by REST', {}],
  ['by bulk', {force_use_bulk_api: true}],
  ['in slices', {stream_slice_step: 'P300D'}],
])('records from the end date on are not read %s, and come once it is gone', async (_, config) => {
  const end_date = String(stamps[Math.floor(stamps.length / 2)]);
  const early = await readRun(emulator, {config: {...config, end_date}});
  expect(early.error).toBeUndefined();
  expect(early.records.map(({SystemModstamp}) => String(SystemModstamp)).sort()).toEqual(
    stamps.filter(stamp => stamp < end_date),
  );
  const state = early.states.at(-1);
  expect(state?.through).toBe(end_date);
  const late = await readRun(emulator, {config: {...config, lookback_window: 'PT0S'}, state});
  const count = late.records.length + early.records.length;
  expect(count).toBe(stamps.length);
});

test('a full refresh ends there too', async () => {
  const end_date = String(stamps[10]);
  const run = await readRun(emulator, {config: {end_date}, settings: {sync_mode: 'full_refresh'}});
  expect(run.records).toHaveLength(stamps.filter(stamp => stamp < end_date).length);
});

test('an end before the start is refused', () => {
  const config = {client_id: 'a', start_date: '2026-01-01', end_date: '2025-01-01'};
  expect(() => parseSettings(config)).toThrow('end_date (2025-01-01) is not after start_date');
});
