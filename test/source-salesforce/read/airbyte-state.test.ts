import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {parseAirbyteState} from '../../../source-salesforce/read/airbyte-state.js';
import {ids, readRun, update} from './read-run.js';

const through = '2026-03-01T10:00:00.000Z';
const slice = (start: string, end: string, more: object = {}) => ({
  start: `2026-0${start}T00:00:00.000Z`,
  end: `2026-0${end}T00:00:00.000Z`,
  ...more,
});
const slices = (...spans: object[]) => ({state_type: 'date-range', slices: spans});

let emulator: SalesforceEmulator;

beforeEach(async () => {
  emulator = await startSalesforceEmulator({contacts: 40});
});

afterEach(() => emulator.close());

test.each([
  [{SystemModstamp: '2026-03-01T10:00:00.000+0000'}, {cursor: 'SystemModstamp', through}],
  [{SystemModstamp: '2026-03-01T10:00:00.000+00:00'}, {cursor: 'SystemModstamp', through}],
  [{LastModifiedDate: '2026-03-01T11:00:00+01:00'}, {cursor: 'LastModifiedDate', through}],
  [{CreatedDate: '2026-03-01T10:00:00Z'}, {cursor: 'CreatedDate', through}],
  [
    {state_type: 'date-range', slices: [], legacy: {SystemModstamp: through}},
    {cursor: 'SystemModstamp', through},
  ],
  [slices(slice('1-01', '2-01')), {through: '2026-02-01T00:00:00.000Z'}],
  [slices(slice('2-01', '3-01'), slice('1-01', '2-01')), {through: '2026-03-01T00:00:00.000Z'}],
  [slices(slice('1-01', '2-01'), slice('3-01', '4-01')), {through: '2026-02-01T00:00:00.000Z'}],
  [
    slices(slice('1-01', '2-01', {most_recent_cursor_value: '2026-01-20T00:00:00.000Z'})),
    {through: '2026-01-20T00:00:00.000Z'},
  ],
])('the state %j of Airbyte’s own source goes on without a gap', (state, expected) => {
  expect(parseAirbyteState(state)).toEqual({version: 1, ...expected});
});

test.each([
  {version: 1, fields: ['Id']},
  {state_type: 'date-range'},
  slices({start: 'x', end: 'y'}),
  {SystemModstamp: 5},
  {},
])('%j is no state of Airbyte’s own source', state => {
  expect(parseAirbyteState(state)).toBeUndefined();
});

test.each([
  ['by its cursor', (at: string) => ({SystemModstamp: at.replace('Z', '+0000')})],
  ['by slices', (at: string) => slices({start: '2020-01-01T00:00:00.000Z', end: at})],
])(
  'a stream moves over from Airbyte’s own source %s: only what changed since is read',
  async (_, stateAt) => {
    const config = {lookback_window: 'PT0S'};
    const all = await readRun(emulator, {config});
    const changed = all.records[3]?.Id;
    const at = new Date(
      Math.max(...all.records.map(({SystemModstamp}) => Date.parse(String(SystemModstamp)))) + 1000,
    );
    const before = await readRun(emulator, {config, state: stateAt(at.toISOString())});
    expect(before.error).toBeUndefined();
    expect(before.records).toHaveLength(0);
    await update(emulator, changed, {FirstName: 'Ada'});
    const after = await readRun(emulator, {config, state: stateAt(at.toISOString())});
    expect(ids(after)).toEqual([changed]);
    expect(after.states.at(-1)).toMatchObject({version: 1, cursor: 'SystemModstamp'});
  },
);
