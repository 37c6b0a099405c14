import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {changeJson, type Meddle, meddlingProxy} from '../../fixtures/meddling-proxy.js';
import {call, ids, readRun} from './read-run.js';

const DAY = 24 * 3_600_000;
const FUTURE = '2099-01-01T00:00:00.000';
let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 300, queryPageSize: 50});
});

afterAll(() => emulator.close());

const createContact = () => call(emulator, 'POST', '/sobjects/Contact', {LastName: 'Fresh'});

const headerAhead: Meddle = ({headers}) => ({
  headers: {...headers, date: new Date(Date.now() + 3 * DAY).toUTCString()},
});
const jobAhead: Meddle = exchange =>
  exchange.url.includes('/jobs/query') && exchange.body.includes('createdDate')
    ? changeJson(exchange, job => ({...job, createdDate: `${FUTURE}+0000`}))
    : undefined;
// The last record of a page, so that its stamp is where a killed run would go on.
const stampAhead: Meddle = exchange =>
  exchange.url.includes('/query/') && !exchange.url.includes('/jobs/')
    ? changeJson(exchange, page => {
        const records = page.records as Record<string, unknown>[];
        return {
          ...page,
          records: records.map((record, index) =>
            index === records.length - 1 ? {...record, SystemModstamp: `${FUTURE}+0000`} : record,
          ),
        };
      })
    : undefined;

test.each([
  ['the Date of each answer', headerAhead, {}],
  ['the time of a bulk job', jobAhead, {config: {force_use_bulk_api: true}}],
  ['the stamp of a record', stampAhead, {fields: ['Email', 'MailingAddress'], byRest: true}],
])('%s from the future does not hide what changes from then on', async (_, meddle, options) => {
  const proxy = await meddlingProxy(emulator.url, meddle);
  const config = {...('config' in options ? options.config : {}), login_url: proxy.url};
  const first = await readRun(emulator, {...options, config});
  expect(first.error).toBeUndefined();
  for (const {through} of first.states)
    expect(through === undefined || Date.parse(String(through)) <= Date.now()).toBe(true);
  const {id} = (await createContact()) as {id: string};
  const second = await readRun(emulator, {...options, state: first.states.at(-1)});
  expect(ids(second)).toContain(id);
});

test('a state from the future reads everything again, and says so', async () => {
  const first = await readRun(emulator);
  const {recent: _, ...state} = first.states.at(-1) ?? {};
  const poisoned = {...state, through: `${FUTURE}Z`};
  const second = await readRun(emulator, {state: poisoned});
  expect(second.records.length).toBe(first.records.length);
  expect(second.logs.join()).toContain('in the future');
  const third = await readRun(emulator, {state: second.states.at(-1)});
  expect(third.records).toEqual([]);
});

test('a state that is ahead by less than the lookback window reads on as usual', async () => {
  const first = await readRun(emulator);
  const through = new Date(Date.now() + 60_000).toISOString();
  const {id} = (await createContact()) as {id: string};
  const second = await readRun(emulator, {state: {...first.states.at(-1), through}});
  expect(ids(second)).toEqual([id]);
});
