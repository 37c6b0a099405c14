import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import {expect, test} from 'vitest';
import {call, readRun} from './read-run.js';

const config = {lookback_window: 'P2D', stream_slice_step: 'PT12H'};

test.each([
  {api: 'bulk', options: {config}},
  {api: 'REST', options: {config, fields: ['Email', 'MailingAddress'], byRest: true}},
])(
  'a run by $api that is killed within the lookback window leaves the state where it was',
  async ({options}) => {
    const emulator = await startSalesforceEmulator({contacts: 1000, queryPageSize: 200});
    const {records, states} = await readRun(emulator, options);
    const attributes = {type: 'Contact'};
    for (const some of [records.slice(0, 200), records.slice(200, 400)])
      await call(emulator, 'PATCH', '/composite/sobjects', {
        records: some.map(({Id}) => ({attributes, id: Id, Title: 'Changed'})),
      });
    const second = await readRun(emulator, {...options, state: states.at(-1)});
    expect(second.records.length).toBe(400);
    const killed = await readRun(emulator, {
      ...options,
      state: second.states.at(-1),
      until: ({kind}) => kind === 'state',
    });
    const resumed = await readRun(emulator, {...options, state: killed.states.at(-1)});
    expect(resumed.records).toEqual([]);
    await emulator.close();
  },
);
