import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {expect, test} from 'vitest';
import {discoverStreams} from '../../../source-salesforce/discover/discover-streams.js';
import {openSession} from '../../../source-salesforce/session.js';
import {recordingContext} from '../../fixtures/recording-context.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {call, configOf, trouble} from '../read/read-run.js';

async function discover(emulator: SalesforceEmulator, config = {}) {
  const recorded = recordingContext();
  const session = await openSession(configOf(emulator, config), recorded.context);
  const streams = await discoverStreams(session);
  await session.salesforce.close();
  return {streams, logs: recorded.logs, calls: recorded.calls};
}

test('an object is a stream with its fields, its key and its cursor', async () => {
  const emulator = await startSalesforceEmulator({contacts: 10});
  const {streams} = await discover(emulator, {objects: ['Contact']});
  expect(streams).toHaveLength(1);
  expect(streams[0]).toMatchObject({
    name: 'Contact',
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: ['SystemModstamp'],
    source_defined_primary_key: [['Id']],
    is_resumable: true,
    json_schema: {
      properties: {
        Id: {type: ['string', 'null']},
        Email: {type: ['string', 'null']},
        Birthdate: {type: ['string', 'null'], format: 'date'},
        SystemModstamp: {type: ['string', 'null'], format: 'date-time'},
        IsDeleted: {type: ['boolean', 'null']},
        MailingLatitude: {type: ['number', 'null']},
        MailingAddress: {type: ['string', 'null']},
      },
    },
  });
  await emulator.close();
});

test.each([
  [[{criteria: 'starts with', value: 'conta'}], ['Contact']],
  [
    [
      {criteria: 'exacts', value: 'Lead'},
      {criteria: 'ends with', value: 'ount'},
    ],
    ['Account', 'Lead'],
  ],
  [
    [
      {criteria: 'contains', value: 'a'},
      {criteria: 'not contains', value: 'c'},
      {criteria: 'not exacts', value: 'Lead'},
    ],
    expect.not.arrayContaining(['Lead', 'Contact']),
  ],
])('the criteria %j choose %j', async (streams_criteria, wanted) => {
  const emulator = await startSalesforceEmulator({contacts: 10});
  const {streams} = await discover(emulator, {streams_criteria});
  expect(streams.map(({name}) => name)).toEqual(wanted);
  await emulator.close();
});

test('an object that cannot be described is skipped, and the log says why', async () => {
  const emulator = await startSalesforceEmulator({contacts: 10});
  const results = [
    {statusCode: 500, result: [{errorCode: 'UNKNOWN_EXCEPTION', message: 'not today'}]},
    {statusCode: 200, result: await call(emulator, 'GET', '/sobjects/Lead/describe')},
  ];
  const body = {hasErrors: true, results};
  await trouble(emulator, {route: '*/composite/batch', answer: {status: 200, body}});
  const {streams, logs} = await discover(emulator, {objects: ['Contact', 'Lead']});
  expect(streams.map(({name}) => name)).toEqual(['Lead']);
  expect(logs.join()).toMatch(/Contact is skipped.*not today/);
  await emulator.close();
});

test('the contents of files are no field, and an object whose cursor cannot be asked for has none', async () => {
  const folder = await temporaryFolder();
  const describeFiles = [join(folder, 'file.json'), join(folder, 'event.json')];
  const file = customObject('Document__c');
  const body = {name: 'Body', label: 'Body', type: 'base64'};
  await writeFile(
    describeFiles[0] ?? '',
    JSON.stringify({...file, fields: [...file.fields, body]}),
  );
  await writeFile(describeFiles[1] ?? '', JSON.stringify(customObject('LoginEvent')));
  const emulator = await startSalesforceEmulator({contacts: 10, describeFiles});
  const {streams} = await discover(emulator, {objects: ['Document__c', 'LoginEvent']});
  const [document, event] = streams;
  expect(Object.keys(document?.json_schema.properties ?? {})).toEqual([
    'Id',
    'SystemModstamp',
    'Name',
  ]);
  expect(document?.supported_sync_modes).toEqual(['full_refresh', 'incremental']);
  expect(event?.supported_sync_modes).toEqual(['full_refresh']);
  await emulator.close();
});

test('fifteen hundred objects take sixty-odd calls', async () => {
  const folder = await temporaryFolder();
  const describeFiles = await Promise.all(
    Array.from({length: 1500}, async (_, index) => {
      const file = join(folder, `${index}.json`);
      await writeFile(file, JSON.stringify(customObject(`Thing_${index}__c`)));
      return file;
    }),
  );
  const emulator = await startSalesforceEmulator({contacts: 10, describeFiles});
  const {streams, calls} = await discover(emulator);
  expect(calls).toBeLessThan(70);
  expect(streams.length).toBeGreaterThan(1500);
  await emulator.close();
});

function customObject(name: string) {
  const field = (fieldName: string, type: string) => ({name: fieldName, label: fieldName, type});
  return {
    name,
    label: name,
    custom: true,
    queryable: true,
    fields: [
      {...field('Id', 'id'), filterable: true},
      {...field('SystemModstamp', 'datetime'), filterable: true},
      field('Name', 'string'),
    ],
  };
}
