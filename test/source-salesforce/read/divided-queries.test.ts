import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import {expect, test} from 'vitest';
import {startedForEach} from '../../fixtures/started.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {call, ids, readRun, trouble} from './read-run.js';
import {COUNT, refusal, rest, startPages} from './rest-pages.js';

const emulator = startedForEach(startPages);

test('a query with too many fields is divided, and no record is lost', async () => {
  const plain = await readRun(emulator(), {
    fields: ['Email', 'MailingAddress', 'Title', 'Phone'],
    byRest: true,
  });
  await trouble(emulator(), refusal('QUERY_TOO_COMPLICATED', {route: '*/query', nth: 1}));
  const run = await readRun(emulator(), {
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

test.each(['QUERY_TIMEOUT', 'OPERATION_TOO_LARGE'])(
  'a query that is refused with %s is asked in spans of time',
  async code => {
    await trouble(emulator(), refusal(code, {route: '*/query', nth: 1}));
    const run = await readRun(emulator(), rest);
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
    const run = await readRun(emulator(), {fields: ['Email'], config});
    expect(run.error).toBeUndefined();
    expect(run.records.length).toBe(COUNT);
    expect(run.states.length).toBeGreaterThan(8);
    const next = await readRun(emulator(), {fields: ['Email'], config, state: run.states.at(-1)});
    expect(next.records).toEqual([]);
  }
});

async function describeOf(object: string) {
  return (await call(emulator(), 'GET', `/sobjects/${object}/describe`)) as {
    fields: {name: string}[];
  };
}
