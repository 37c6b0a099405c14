import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {call, ids, type RunOptions, readRun, trouble} from './read-run.js';

const DAY = 24 * 3_600_000;
const withDeleted: RunOptions = {fields: ['Email', 'IsDeleted']};
let emulator: SalesforceEmulator;
let ahead: number;

beforeEach(async () => {
  ahead = 0;
  emulator = await startSalesforceEmulator({
    contacts: 1000,
    queryPageSize: 200,
    clock: () => Date.now() + ahead,
  });
});

afterEach(() => emulator.close());

async function deleteForGood(id: unknown): Promise<void> {
  const job = {object: 'Contact', operation: 'hardDelete'};
  const {id: jobId} = (await call(emulator, 'POST', '/jobs/ingest', job)) as {id: string};
  const {url, credentials} = emulator;
  await fetch(`${url}/services/data/v62.0/jobs/ingest/${jobId}/batches`, {
    method: 'PUT',
    headers: {authorization: `Bearer ${credentials.access_token}`, 'content-type': 'text/csv'},
    body: `Id\n${id}\n`,
  });
  const path = `/jobs/ingest/${jobId}`;
  await call(emulator, 'PATCH', path, {state: 'UploadComplete'});
  for (let state = ''; state !== 'JobComplete'; )
    ({state} = (await call(emulator, 'GET', path)) as {state: string});
  ahead = 0;
}

// The state of a run that was three days ago; what is done then until the next run is done two days ago.
async function stateOfThreeDaysAgo(options: RunOptions) {
  const run = await readRun(emulator, options);
  ahead = -2 * DAY;
  const through = new Date(Date.now() - 3 * DAY).toISOString();
  const kept = run.records.filter(({IsDeleted}) => !IsDeleted).map(({Id}) => Id);
  return {state: {...run.states.at(-1), through}, kept};
}

test('hard deletes are read even if the last slice begins later', async () => {
  const {state, kept} = await stateOfThreeDaysAgo(withDeleted);
  await deleteForGood(kept[0]);
  const run = await readRun(emulator, {
    ...withDeleted,
    config: {stream_slice_step: 'PT12H'},
    state,
  });
  expect(ids(run)).toEqual([kept[0]]);
});

test('after more than fifteen days, the deletions that Salesforce still lists are read', async () => {
  const {state, kept} = await stateOfThreeDaysAgo(withDeleted);
  await deleteForGood(kept[0]);
  const through = new Date(Date.now() - 20 * DAY).toISOString();
  const run = await readRun(emulator, {...withDeleted, state: {...state, through}});
  expect(run.logs).toEqual([]);
  expect(ids(run)).toContain(kept[0]);
});

test('two runs within a minute ask for a span that Salesforce takes', async () => {
  const options = {...withDeleted, config: {lookback_window: 'PT0S'}};
  const first = await readRun(emulator, options);
  const second = await readRun(emulator, {...options, state: first.states.at(-1)});
  expect(second).toMatchObject({logs: [], calls: 3});
});

test.each([
  [400, 'EXCEEDED_ID_LIMIT', 'is logged, and the rest is kept'],
  [403, 'REQUEST_LIMIT_EXCEEDED', 'ends the run'],
])('deletions that Salesforce refuses to tell (%i %s): this %s', async (status, errorCode) => {
  const first = await readRun(emulator, withDeleted);
  const answer = {status, body: [{errorCode, message: 'refused'}]};
  await trouble(emulator, {route: '*/deleted/', answer});
  const second = await readRun(emulator, {...withDeleted, state: first.states.at(-1)});
  const isTold = status === 400;
  expect(second.error === undefined).toBe(isTold);
  expect(second.logs.join().includes(errorCode)).toBe(isTold);
  expect(second.states.length).toBe(isTold ? 1 : 0);
});

test.each([
  {deletedRecords: [{id: '0035e0000099999AAA', deletedDate: 'lately'}]},
  {deletedRecords: [{deletedDate: '2026-01-01T00:00:00.000+0000'}]},
])('deletions that are not told as they should be end the run: %j', async body => {
  const first = await readRun(emulator, withDeleted);
  await trouble(emulator, {route: '*/deleted/', answer: {status: 200, body}});
  const second = await readRun(emulator, {...withDeleted, state: first.states.at(-1)});
  expect(second.error).toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining("Salesforce's answer to GET /sobjects/Contact/deleted/"),
  });
});

test('a run that was killed leaves what was deleted for good to the next one', async () => {
  const rest: RunOptions = {fields: ['Title', 'MailingAddress', 'IsDeleted'], byRest: true};
  const {state, kept} = await stateOfThreeDaysAgo(rest);
  const [victim, ...others] = kept;
  await deleteForGood(victim);
  for (const some of [others.slice(0, 200), others.slice(200, 400)]) {
    const attributes = {type: 'Contact'};
    const records = some.map(id => ({attributes, id, Title: 'Changed'}));
    await call(emulator, 'PATCH', '/composite/sobjects', {allOrNone: true, records});
  }
  const killed = await readRun(emulator, {...rest, state, until: ({kind}) => kind === 'state'});
  expect(ids(killed)).not.toContain(victim);
  const resumed = await readRun(emulator, {...rest, state: killed.states.at(-1)});
  expect(ids(resumed)).toContain(victim);
});

test('a first run that is killed remembers since when it has told no deletions', async () => {
  const begun = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
  const config = {stream_slice_step: 'P90D'};
  const run = await readRun(emulator, {...withDeleted, config});
  const [first] = run.states;
  expect(first?.deletedFrom).toMatch(/^\d{4}-/);
  expect(String(first?.deletedFrom) >= begun).toBe(true);
  expect(run.states.at(-2)?.deletedFrom).toBe(first?.deletedFrom);
  expect(run.states.at(-1)).not.toHaveProperty('deletedFrom');
});

test('hard deletes are read if IsDeleted is selected, and only once', async () => {
  const fields = ['Email', 'IsDeleted'];
  const first = await readRun(emulator, {fields});
  const [victim, recycled] = first.records.filter(({IsDeleted}) => !IsDeleted).map(({Id}) => Id);
  await call(emulator, 'DELETE', `/sobjects/Contact/${recycled}`);
  await trouble(emulator, {
    route: '*/deleted/',
    answer: {
      status: 200,
      body: {
        deletedRecords: [
          {id: '0035e0000099999AAA', deletedDate: new Date().toISOString().replace('Z', '+0000')},
          {id: recycled, deletedDate: new Date().toISOString().replace('Z', '+0000')},
        ],
        earliestDateAvailable: '2026-01-01T00:00:00.000+0000',
        latestDateCovered: '2026-01-02T00:00:00.000+0000',
      },
    },
  });
  const second = await readRun(emulator, {fields, state: first.states.at(-1)});
  expect(second.records).toContainEqual({
    Id: '0035e0000099999AAA',
    SystemModstamp: expect.any(String),
    IsDeleted: true,
  });
  expect(second.records).toContainEqual(expect.objectContaining({Id: recycled, IsDeleted: true}));
  expect(second.records.filter(({Id}) => Id === recycled).length).toBe(1);
  expect(ids(second)).not.toContain(victim);
  const byEmail = {primary_key: [['Email']]};
  const other = await readRun(emulator, {fields, settings: byEmail, state: first.states.at(-1)});
  expect(ids(other)).not.toContain('0035e0000099999AAA');
  const config = {hard_deletes: true};
  const told = await readRun(emulator, {
    fields,
    config,
    settings: byEmail,
    state: first.states.at(-1),
  });
  expect(ids(told)).toContain('0035e0000099999AAA');
});
