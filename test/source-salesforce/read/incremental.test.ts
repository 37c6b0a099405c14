import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import {expect, test} from 'vitest';
import {startedOnce} from '../../fixtures/started.js';
import {call, ids, readRun, trouble} from './read-run.js';

const emulator = startedOnce(() => startSalesforceEmulator({contacts: 3000, bulkPageSize: 500}));

test('the first run reads every record once, with the key, the cursor and what was chosen', async () => {
  const run = await readRun(emulator(), {fields: ['Email']});
  const {totalSize} = (await call(emulator(), 'GET', '/query?q=SELECT+COUNT()+FROM+Contact')) as {
    totalSize: number;
  };
  expect(run.error).toBeUndefined();
  expect(run.records.length).toBe(totalSize);
  expect(new Set(ids(run)).size).toBe(totalSize);
  expect(Object.keys(run.records[0] ?? {})).toEqual(['Id', 'SystemModstamp', 'Email']);
});

test('records read by REST and by bulk are the same, character by character', async () => {
  const fields = [
    'Email',
    'Birthdate',
    'CreatedDate',
    'MailingStreet',
    'IsEmailBounced',
    'MailingLatitude',
    'Description',
  ];
  const rest = await readRun(emulator(), {fields});
  const bulk = await readRun(emulator(), {fields, config: {force_use_bulk_api: true}});
  expect(rest.events.some(({kind}) => kind === 'estimate')).toBe(true);
  expect([...bulk.texts].sort()).toEqual([...rest.texts].sort());
});

test('a run with nothing new reads nothing in two calls', async () => {
  const first = await readRun(emulator());
  const second = await readRun(emulator(), {state: first.states.at(-1)});
  expect(second.records).toEqual([]);
  expect(second.calls).toBe(2);
  expect(second.states.length).toBe(1);
});

test('the clock of Salesforce decides where the next run begins', async () => {
  const slow = await startSalesforceEmulator({contacts: 10});
  const hourAgo = Date.now() - 3_600_000;
  const body = await call(slow, 'GET', '/sobjects/Contact/describe');
  const headers = {date: new Date(hourAgo).toUTCString()};
  await trouble(slow, {route: '*/describe', answer: {status: 200, headers, body}});
  const run = await readRun(slow);
  expect(Date.parse(String(run.states.at(-1)?.through)) - hourAgo).toBeLessThan(600_000);
  await slow.close();
});

test('a start date leaves out what was modified before it, and nothing else does', async () => {
  const all = await readRun(emulator());
  const stamps = all.records.map(({SystemModstamp}) => String(SystemModstamp)).sort();
  const middle = stamps[1500] ?? '';
  const run = await readRun(emulator(), {config: {start_date: middle.replace('.000Z', 'Z')}});
  expect(run.records.length).toBe(stamps.filter(stamp => stamp >= middle).length);
});

test('a start date long before the last run reads nothing again', async () => {
  const config = {start_date: '2000-01-01'};
  const first = await readRun(emulator(), {config});
  const second = await readRun(emulator(), {config, state: first.states.at(-1)});
  expect(second.records).toEqual([]);
});

test('a field selected later is filled for all records', async () => {
  const first = await readRun(emulator(), {fields: ['Email']});
  const second = await readRun(emulator(), {
    fields: ['Email', 'Title'],
    state: first.states.at(-1),
  });
  expect(second.records.length).toBe(first.records.length);
  const third = await readRun(emulator(), {
    fields: ['Email', 'Title'],
    state: second.states.at(-1),
  });
  expect(third.records).toEqual([]);
  const fewer = await readRun(emulator(), {fields: ['Title'], state: second.states.at(-1)});
  expect(fewer.records.length).toBeLessThan(10);
});

test('deleted records come only when IsDeleted is selected', async () => {
  const fields = ['Email', 'IsDeleted'];
  const first = await readRun(emulator(), {fields});
  const [victim] = first.records.filter(({IsDeleted}) => IsDeleted === false).map(({Id}) => Id);
  await call(emulator(), 'DELETE', `/sobjects/Contact/${victim}`);
  const second = await readRun(emulator(), {fields, state: first.states.at(-1)});
  expect(second.records).toContainEqual(expect.objectContaining({Id: victim, IsDeleted: true}));
  const plain = await readRun(emulator(), {fields: ['Email']});
  expect(ids(plain)).not.toContain(victim);
});

test.each([
  [{version: 2, fields: []}, 'its version is 2'],
  [{slices: [], state_type: 'date-range'}, 'its version is missing'],
  [{slices: [{start: 'x'}], state_type: 'date-range'}, 'its version is missing'],
  [{SystemModstamp: 'yesterday'}, 'its version is missing'],
  [{version: 1}, 'its fields is missing'],
  [{version: 1, fields: ['Id'], through: 'yesterday'}, 'its through is "yesterday"'],
  [{version: 1, fields: ['Id'], job: 750}, 'its job is 750'],
  [
    {
      version: 1,
      fields: ['Id'],
      job: {id: '750', query: 'x', at: '2026-01-01T00:00:00.000Z', next: 'https://evil.example/'},
    },
    'its job is',
  ],
])('the state %j is refused with what to do', async (state, reason) => {
  const {error} = await readRun(emulator(), {state});
  expect(error).toMatchObject({failure: 'config_error'});
  expect(error?.message).toContain(reason);
  expect(error?.message).toContain('Reset the stream');
});
