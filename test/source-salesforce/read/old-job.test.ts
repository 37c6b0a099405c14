import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {changeJson, meddlingProxy} from '../../fixtures/meddling-proxy.js';
import {readRun} from './read-run.js';

let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 30});
});

afterAll(() => emulator.close());

test.each([
  [30, 1],
  [2, 0],
])(
  'a job that has run for %i hours without an end is replaced by %i others',
  async (hours, others) => {
    const config = {force_use_bulk_api: true};
    const killed = await readRun(emulator, {config, until: ({kind}) => kind === 'state'});
    const {job} = killed.states.at(-1) as {job: {id: string}};
    const createdDate = new Date(Date.now() - hours * 3_600_000)
      .toISOString()
      .replace('Z', '+0000');
    let asked = 0;
    const proxy = await meddlingProxy(emulator.url, exchange => {
      const isOld = exchange.method === 'GET' && exchange.url.endsWith(`/jobs/query/${job.id}`);
      if (!isOld) return undefined;
      asked += 1;
      const state = hours > 12 || asked < 2 ? 'InProgress' : 'JobComplete';
      return changeJson(exchange, found => ({...found, createdDate, state}));
    });
    const run = await readRun(emulator, {
      config: {...config, login_url: proxy.url},
      state: killed.states.at(-1),
    });
    expect(run.error).toBeUndefined();
    expect(run.records).toHaveLength(30);
    expect(proxy.asked.filter(call => /^POST .*\/jobs\/query$/.test(call))).toHaveLength(others);
    expect(run.logs.join()).toContain('aiting for the bulk query');
  },
);
