import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ids, type Run, type RunOptions, readRun, trouble} from './read-run.js';

const bulk: RunOptions = {config: {force_use_bulk_api: true}};
let emulator: SalesforceEmulator;

beforeEach(async () => {
  emulator = await startSalesforceEmulator({contacts: 3000, bulkPageSize: 500});
});

afterEach(() => emulator.close());

function jobs(run: Run) {
  return run.states.map(({job}) => job as {id: string; next?: string} | undefined);
}

async function begunJobs(): Promise<unknown[]> {
  const answer = await fetch(`${emulator.url}/__emulator/requests`);
  const requests = (await answer.json()) as {method: string; url: string}[];
  return requests.filter(({method, url}) => method === 'POST' && url.endsWith('/jobs/query'));
}

test('a job is in the state from its beginning, and gone at the end', async () => {
  const run = await readRun(emulator, bulk);
  expect(run.records.length).toBe(2970);
  expect(run.states.length).toBe(7);
  expect(jobs(run)[0]).toMatchObject({id: expect.stringMatching(/^750/)});
  expect(run.states.at(-1)).not.toHaveProperty('job');
});

test('a run that was killed goes on with the next page of the same job', async () => {
  let states = 0;
  const killed = await readRun(emulator, {
    ...bulk,
    until: ({kind}) => kind === 'state' && ++states === 4,
  });
  expect(killed.records.length).toBe(1500);
  const resumed = await readRun(emulator, {...bulk, state: killed.states.at(-1)});
  expect(resumed.records.length).toBe(1470);
  expect(new Set([...ids(killed), ...ids(resumed)]).size).toBe(2970);
  expect((await begunJobs()).length).toBe(1);
});

test.each([
  [404, 'NOT_FOUND'],
  [400, 'INVALIDJOBID'],
  [403, 'INSUFFICIENT_ACCESS_OR_READONLY'],
])('a job that Salesforce refuses to tell of (%i %s) begins again', async (status, errorCode) => {
  const killed = await readRun(emulator, {...bulk, until: ({kind}) => kind === 'state'});
  const id = jobs(killed)[0]?.id;
  await trouble(emulator, {
    route: `*/jobs/query/${id}`,
    answer: {status, body: [{errorCode, message: 'gone'}]},
  });
  const resumed = await readRun(emulator, {...bulk, state: killed.states.at(-1)});
  expect(resumed.error).toBeUndefined();
  expect(resumed.records.length).toBe(2970);
  expect(jobs(resumed)[0]?.id).not.toBe(id);
});

test('a run that goes on with a job has read what there was when the job began', async () => {
  const killed = await readRun(emulator, {...bulk, until: ({kind}) => kind === 'state'});
  const {job, ...state} = killed.states.at(-1) as {job: object};
  const at = '2026-01-01T00:00:00.000Z';
  const resumed = await readRun(emulator, {...bulk, state: {...state, job: {...job, at}}});
  expect(resumed.states.at(-1)).toMatchObject({through: at});
});

test('a job that has failed since begins again', async () => {
  const killed = await readRun(emulator, {...bulk, until: ({kind}) => kind === 'state'});
  const id = jobs(killed)[0]?.id;
  const body = {id, state: 'Failed', createdDate: '2026-01-01T00:00:00.000+0000'};
  await trouble(emulator, {route: `*/jobs/query/${id}`, answer: {status: 200, body}});
  const resumed = await readRun(emulator, {...bulk, state: killed.states.at(-1)});
  expect(resumed.error).toBeUndefined();
  expect(resumed.records.length).toBe(2970);
});

test('a job of another query is not gone on with', async () => {
  const killed = await readRun(emulator, {...bulk, until: ({kind}) => kind === 'state'});
  const resumed = await readRun(emulator, {
    ...bulk,
    fields: ['Email'],
    state: killed.states.at(-1),
  });
  expect(resumed.records.length).toBe(2970);
  expect((await begunJobs()).length).toBe(2);
});

test('a download that breaks off again and again goes on where it was, and no record comes twice', async () => {
  await trouble(emulator, {route: '*/results', every: 2, times: 4, cutAfterBytes: 4000});
  const run = await readRun(emulator, bulk);
  expect(run.error).toBeUndefined();
  expect(run.records.length).toBe(2970);
  expect(new Set(ids(run)).size).toBe(2970);
});

test('a download that breaks off ever later goes on until it is whole', async () => {
  const large = await startSalesforceEmulator({contacts: 3000});
  for (const part of [1, 2, 3, 4, 5, 6, 7])
    await trouble(large, {route: '*/results', nth: part, cutAfterBytes: part * 4000});
  const run = await readRun(large, bulk);
  expect(run.error).toBeUndefined();
  expect(run.records.length).toBe(2970);
  await large.close();
});

test('a result that ends early without an error is asked for again', async () => {
  await trouble(emulator, {
    route: '*/results',
    nth: 2,
    answer: {
      status: 200,
      headers: {'content-type': 'text/csv', 'sforce-numberofrecords': '500'},
      body: '"Id","SystemModstamp","Email","LastName"\n',
    },
  });
  const run = await readRun(emulator, bulk);
  expect(run.error).toBeUndefined();
  expect(new Set(ids(run)).size).toBe(2970);
});

test('records kept back because others of their second were sent are sent before a state goes out', async () => {
  const first = await readRun(emulator, bulk);
  const ends = [first.records.at(0), first.records.at(-1)];
  const seconds = ends.map(record => String(record?.SystemModstamp).slice(0, 19));
  const through = '2000-01-01T00:00:00.000Z';
  const recent = Object.fromEntries(seconds.map(second => [second, '1.1']));
  const state = {...first.states.at(-1), through, recent};
  expect((await readRun(emulator, {...bulk, state})).records.length).toBe(2970);
  let states = 0;
  const killed = await readRun(emulator, {
    ...bulk,
    state,
    until: ({kind}) => kind === 'state' && ++states === 2,
  });
  const resumed = await readRun(emulator, {...bulk, state: killed.states.at(-1)});
  expect(new Set([...ids(killed), ...ids(resumed)]).size).toBe(2970);
});

test('a session that ends in the middle is renewed, and the download goes on', async () => {
  let pages = 0;
  const run = await readRun(emulator, {
    ...bulk,
    until: ({kind}) => {
      if (kind === 'state' && ++pages === 3) void trouble(emulator, {kind: 'expire-tokens'});
      return false;
    },
  });
  expect(run.error).toBeUndefined();
  expect(run.records.length).toBe(2970);
});

test.each([
  ['INVALIDENTITY', "Entity 'Contact' is not supported by the Bulk API."],
  ['QUERY_TOO_COMPLICATED', 'Query is either selecting too many fields or the filter is too long.'],
])(
  'what the Bulk API refuses as %s is read by REST, unless bulk is forced',
  async (errorCode, message) => {
    const answer = {status: 400, body: [{errorCode, message}]};
    const large = await startSalesforceEmulator({contacts: 14_000});
    await trouble(large, {method: 'POST', route: '*/jobs/query', answer});
    const run = await readRun(large, {fields: ['Email']});
    expect(new Set(ids(run)).size).toBe(13_860);
    expect(run.logs.join()).toContain('read by REST instead');
    expect((await readRun(large, bulk)).error?.message).toContain(message);
    await large.close();
  },
);

test('a query that fails as a job is read by REST', async () => {
  const large = await startSalesforceEmulator({contacts: 14_000});
  await trouble(large, {kind: 'fail-query-job', times: 1});
  const run = await readRun(large, {fields: ['Email']});
  expect(new Set(ids(run)).size).toBe(13_860);
  await large.close();
});

test('a query that takes too long as a job is asked in spans of time', async () => {
  const large = await startSalesforceEmulator({contacts: 14_000});
  await trouble(large, {kind: 'fail-query-job', times: 1, message: 'The query ran too long.'});
  const run = await readRun(large, {fields: ['Email']});
  expect(run.error).toBeUndefined();
  expect(run.logs.join()).toContain('hours are read at a time');
  expect(run.logs.join()).not.toContain('REST');
  expect(new Set(ids(run)).size).toBe(13_860);
  await large.close();
});

test.each([
  ['alone', ['Email', 'MailingAddress']],
  ['next to its components', ['MailingAddress', 'MailingCity', 'OtherAddress', 'MailingLatitude']],
])('an address %s is the same by bulk and by REST', async (_, fields) => {
  const byBulk = await readRun(emulator, {...bulk, fields});
  const byRest = await readRun(emulator, {fields, byRest: true});
  expect(byBulk.error).toBeUndefined();
  expect((await begunJobs()).length).toBe(1);
  const sorted = ({texts}: Run) => texts.map(text => JSON.stringify(text)).sort();
  expect(sorted(byBulk)).toEqual(sorted(byRest));
  const addresses = byBulk.records.map(({MailingAddress}) => MailingAddress);
  expect(JSON.parse(String(addresses.find(Boolean)))).toHaveProperty('postalCode');
});

test('an address is an object by bulk where the catalog wants one', async () => {
  const properties = {MailingAddress: {type: ['null', 'object']}};
  const stream = {
    name: 'Contact',
    json_schema: {type: 'object', properties},
    supported_sync_modes: ['full_refresh' as const, 'incremental' as const],
  };
  const byBulk = await readRun(emulator, {...bulk, settings: {stream}});
  const byRest = await readRun(emulator, {settings: {stream}, byRest: true});
  expect(byBulk.records.find(({MailingAddress}) => MailingAddress)?.MailingAddress).toMatchObject({
    city: expect.any(String),
  });
  const sorted = ({texts}: Run) => texts.map(text => JSON.stringify(text)).sort();
  expect(sorted(byBulk)).toEqual(sorted(byRest));
});

test('an address of which no component may be read is left out where bulk is forced', async () => {
  const run = await readRun(emulator, {
    ...bulk,
    fields: ['Email', 'MailingAddress'],
    byRest: true,
  });
  expect(Object.keys(run.records[0] ?? {})).not.toContain('MailingAddress');
});

test('the end of the daily calls in the middle is transient, and the state of the last page stands', async () => {
  let pages = 0;
  const run = await readRun(emulator, {
    ...bulk,
    until: ({kind}) => {
      if (kind === 'state' && ++pages === 3) void trouble(emulator, {kind: 'daily-limit'});
      return false;
    },
  });
  expect(run.error).toMatchObject({failure: 'transient_error'});
  await fetch(`${emulator.url}/__emulator/reset`, {method: 'POST'});
  const resumed = await readRun(emulator, {...bulk, state: run.states.at(-1)});
  expect(new Set([...ids(run), ...ids(resumed)]).size).toBe(2970);
});
