import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import type {JsonSchema} from '@cohort-salesforce/spec';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {call, ids, type RunOptions, readRun, trouble, update} from './read-run.js';

// A compound field cannot be read by bulk.
const rest: RunOptions = {fields: ['Email', 'MailingAddress'], byRest: true};
const COUNT = 990;
let emulator: SalesforceEmulator;

beforeEach(async () => {
  emulator = await startSalesforceEmulator({contacts: 1000, queryPageSize: 200});
});

afterEach(() => emulator.close());

function refuse(errorCode: string, rule: object) {
  const answer = {status: 400, body: [{errorCode, message: 'refused'}]};
  return trouble(emulator, {answer, ...rule});
}

test('each page is a place to go on from', async () => {
  let states = 0;
  const killed = await readRun(emulator, {
    ...rest,
    until: ({kind}) => kind === 'state' && ++states === 3,
  });
  expect(killed.records.length).toBe(600);
  const resumed = await readRun(emulator, {...rest, state: killed.states.at(-1)});
  expect(new Set([...ids(killed), ...ids(resumed)]).size).toBe(COUNT);
  const again = await readRun(emulator, {...rest, state: resumed.states.at(-1)});
  expect(again.records).toEqual([]);
});

test('what is changed while a run reads is read by the next one', async () => {
  let id: unknown;
  let changing: Promise<void> | undefined;
  const first = await readRun(emulator, {
    ...rest,
    until: event => {
      if (event.kind === 'records' && !id && event.records.length > 0) {
        id = JSON.parse(String([...event.records][0])).Id;
        changing = update(emulator, id, {Title: 'Changed meanwhile'});
      }
      return false;
    },
  });
  await changing;
  const second = await readRun(emulator, {...rest, state: first.states.at(-1)});
  expect(ids(second)).toContain(id);
});

test('a full refresh goes on after the last key', async () => {
  const settings = {sync_mode: 'full_refresh'} as const;
  const whole: RunOptions = {...rest, settings};
  const killed = await readRun(emulator, {...whole, until: ({kind}) => kind === 'state'});
  expect(killed.states).toEqual([expect.objectContaining({afterKey: ids(killed).at(-1)})]);
  const resumed = await readRun(emulator, {...whole, state: killed.states.at(-1)});
  expect(resumed.records.length).toBe(COUNT - killed.records.length);
  const next = await readRun(emulator, {...whole, state: resumed.states.at(-1)});
  expect(next.records.length).toBe(COUNT);
});

test('a full refresh that was killed is begun again when the stream is incremental now', async () => {
  const full: RunOptions = {...rest, settings: {sync_mode: 'full_refresh'}};
  const killed = await readRun(emulator, {...full, until: ({kind}) => kind === 'state'});
  const run = await readRun(emulator, {...rest, state: killed.states.at(-1)});
  expect(run.records.length).toBe(COUNT);
});

test('a query that Salesforce has forgotten goes on from its last record', async () => {
  await refuse('INVALID_QUERY_LOCATOR', {route: '*/query/:locator', nth: 3});
  const run = await readRun(emulator, rest);
  expect(run.error).toBeUndefined();
  expect(new Set(ids(run)).size).toBe(COUNT);
  // Those with the last record's stamp come again.
  expect(run.records.length).toBeLessThan(COUNT + 200);
});

test('a query that Salesforce forgets again and again at the same place ends the run', async () => {
  const {records} = await readRun(emulator, rest);
  for (const some of [records.slice(0, 200), records.slice(200, 400), records.slice(400, 600)]) {
    const changed = some.map(({Id: id}) => ({attributes: {type: 'Contact'}, id, Title: 'All'}));
    await call(emulator, 'PATCH', '/composite/sobjects', {records: changed});
  }
  await refuse('INVALID_QUERY_LOCATOR', {route: '*/query/:locator'});
  const run = await readRun(emulator, {...rest, config: {start_date: '2025-07-01'}});
  expect(run.error).toMatchObject({failure: 'transient_error'});
});

test('a query of few records that Salesforce has forgotten is read by bulk', async () => {
  await refuse('INVALID_QUERY_LOCATOR', {route: '*/query/:locator', nth: 2});
  const run = await readRun(emulator, {fields: ['Email']});
  expect(run.error).toBeUndefined();
  expect(new Set(ids(run)).size).toBe(COUNT);
});

test('a query with too many fields is divided, and no record is lost', async () => {
  const plain = await readRun(emulator, {
    fields: ['Email', 'MailingAddress', 'Title', 'Phone'],
    byRest: true,
  });
  await refuse('QUERY_TOO_COMPLICATED', {route: '*/query', nth: 1});
  const run = await readRun(emulator, {
    fields: ['Email', 'MailingAddress', 'Title', 'Phone'],
    byRest: true,
  });
  expect(run.error).toBeUndefined();
  expect([...run.texts].sort()).toEqual([...plain.texts].sort());
});

test('more fields than a query can hold are read in several', async () => {
  const field = (await describeOf('Contact')).fields.find(({name}) => name === 'Cohort_User_ID__c');
  const fields = Array.from({length: 2500}, (_, index) => ({
    ...field,
    name: `A_field_with_a_name_as_long_as_may_be_${index}__c`,
    externalId: false,
    unique: false,
    idLookup: false,
  }));
  const file = join(await temporaryFolder(), 'contact.json');
  await writeFile(file, JSON.stringify({name: 'Contact', fields}));
  const wide = await startSalesforceEmulator({contacts: 5, describeFiles: [file]});
  const last = fields.at(-1)?.name ?? '';
  await call(wide, 'POST', '/sobjects/Contact', {LastName: 'Wide', [last]: 'there'});
  const gone = {LastName: 'Gone', [last]: 'in the bin'};
  const {id} = (await call(wide, 'POST', '/sobjects/Contact', gone)) as {id: string};
  await call(wide, 'DELETE', `/sobjects/Contact/${id}`);
  const names = ['LastName', 'IsDeleted', ...fields.map(({name}) => name)];
  const run = await readRun(wide, {fields: names});
  expect(run.error).toBeUndefined();
  expect(run.records.length).toBe(7);
  expect(run.records.find(({IsDeleted}) => IsDeleted)?.[last]).toBe('in the bin');
  // The describe, and three queries of which none is longer than Salesforce takes.
  expect(run.calls).toBe(4);
  await wide.close();
});

async function describeOf(object: string) {
  return (await call(emulator, 'GET', `/sobjects/${object}/describe`)) as {
    fields: {name: string}[];
  };
}

test.each(['QUERY_TIMEOUT', 'OPERATION_TOO_LARGE'])(
  'a query that is refused with %s is asked in spans of time',
  async code => {
    await refuse(code, {route: '*/query', nth: 1});
    const run = await readRun(emulator, rest);
    expect(run.error).toBeUndefined();
    expect(new Set(ids(run)).size).toBe(COUNT);
    expect(run.records.length).toBe(COUNT);
    expect(run.logs.join()).toContain('hours are read at a time');
  },
);

test('slices of a configured length read every record once', async () => {
  for (const config of [
    {stream_slice_step: 'P90D'},
    {stream_slice_step: 'P90D', force_use_bulk_api: true},
  ]) {
    const run = await readRun(emulator, {fields: ['Email'], config});
    expect(run.error).toBeUndefined();
    expect(run.records.length).toBe(COUNT);
    expect(run.states.length).toBeGreaterThan(8);
    const next = await readRun(emulator, {fields: ['Email'], config, state: run.states.at(-1)});
    expect(next.records).toEqual([]);
  }
});

test('NUL characters are left out, and the record says so', async () => {
  await trouble(emulator, {
    route: '*/query',
    nth: 1,
    answer: {
      status: 200,
      body: {
        totalSize: 1,
        done: true,
        records: [
          {
            Id: '0035e00000000AbAAI',
            SystemModstamp: '2026-01-02T03:04:05.000+0000',
            Email: 'a\u0000b@example.com',
          },
        ],
      },
    },
  });
  const run = await readRun(emulator, {fields: ['Email']});
  expect(run.records).toEqual([
    {
      Id: '0035e00000000AbAAI',
      SystemModstamp: '2026-01-02T03:04:05.000Z',
      Email: 'ab@example.com',
    },
  ]);
  expect(run.texts[0]).toMatchObject({changes: [{field: 'Email', change: 'TRUNCATED'}]});
});

test('records deleted for good are told when IsDeleted is selected, and only once', async () => {
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
});

test('an address is an object where the catalog wants one, and else JSON text', async () => {
  const run = async (schema: JsonSchema) => {
    const read = await readRun(emulator, {
      settings: {
        stream: {
          name: 'Contact',
          json_schema: {type: 'object', properties: {MailingAddress: schema}},
          supported_sync_modes: ['full_refresh', 'incremental'],
        },
      },
    });
    expect(read.error).toBeUndefined();
    return read.records.map(({MailingAddress}) => MailingAddress);
  };
  const objects = await run({type: ['null', 'object']});
  const texts = await run({type: ['string', 'null']});
  const first = objects.find(value => value !== null);
  expect(first).toMatchObject({city: expect.any(String)});
  expect(texts).toEqual(objects.map(value => (value === null ? null : JSON.stringify(value))));
});
