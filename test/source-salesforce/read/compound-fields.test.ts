import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {
  type SalesforceEmulator,
  type SalesforceEmulatorOptions,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {call, ids, type Run, type RunOptions, readRun, trouble, update} from './read-run.js';

let emulator: SalesforceEmulator;
let contact: string;

// A location as an org describes it: 15 digits, of which some are decimals.
const location = (name: string) => [
  {name: `${name}__c`, label: name, type: 'location', soapType: 'urn:location', custom: true},
  ...['Latitude', 'Longitude'].map(part => ({
    name: `${name}__${part}__s`,
    label: `${name} (${part})`,
    type: 'double',
    soapType: 'xsd:double',
    precision: 18,
    scale: 15,
    custom: true,
    nillable: true,
    createable: true,
    updateable: true,
    compoundFieldName: `${name}__c`,
  })),
];

async function start(options: SalesforceEmulatorOptions = {}): Promise<void> {
  const folder = await temporaryFolder();
  const describeFiles = ['Contact', 'Account'].map(name => join(folder, `${name}.json`));
  for (const [index, name] of ['Contact', 'Account'].entries())
    await writeFile(describeFiles[index] ?? '', JSON.stringify({name, fields: location('Place')}));
  await emulator?.close();
  emulator = await startSalesforceEmulator({contacts: 40, describeFiles, ...options});
  const body = {
    Name: 'Acme',
    BillingStreet: 'Place "A"\n1\\2',
    BillingLatitude: 47,
    Place__Latitude__s: -0.5,
    Place__Longitude__s: 0.0000001,
  };
  const {id} = (await call(emulator, 'POST', '/sobjects/Account', body)) as {id: string};
  contact = String((await readRun(emulator)).records[0]?.Id);
  const fields = {AccountId: id, Place__Latitude__s: 37, Place__Longitude__s: -122.41234567};
  await update(emulator, contact, fields);
}

beforeEach(() => start());
afterEach(() => emulator.close());

const bulk: RunOptions = {config: {force_use_bulk_api: true}};
const COMPOUNDS = ['MailingAddress', 'Place__c', 'Account.BillingAddress', 'Account.Place__c'];
const sorted = ({texts}: Run) => texts.map(text => JSON.stringify(text)).sort();
const objectsOf = (names: readonly string[], type = ['null', 'object']) => ({
  stream: {
    name: 'Contact',
    json_schema: {
      type: 'object' as const,
      properties: Object.fromEntries(names.map(name => [name, {type}])),
    },
    supported_sync_modes: ['full_refresh' as const, 'incremental' as const],
  },
});

test.each([
  ['as text', {fields: COMPOUNDS}],
  ['as text, next to components', {fields: [...COMPOUNDS, 'Account.BillingCity', 'MailingCity']}],
  ['as objects', {settings: objectsOf(COMPOUNDS)}],
])(
  'addresses and locations of a record and of its parent are equal by REST and by bulk, %s',
  async (_, options) => {
    const byBulk = await readRun(emulator, {...bulk, ...options});
    const byRest = await readRun(emulator, {...options, byRest: true});
    expect(byBulk.error).toBeUndefined();
    expect(byBulk.logs.filter(line => line.startsWith('WARN'))).toEqual([]);
    expect(sorted(byBulk)).toEqual(sorted(byRest));
    const found = byBulk.records.find(({Id}) => Id === contact);
    const parsed = COMPOUNDS.map(name => {
      const value = found?.[name];
      return typeof value === 'string' ? JSON.parse(value) : value;
    });
    expect(parsed.slice(1)).toEqual([
      {latitude: 37, longitude: -122.41234567},
      expect.objectContaining({
        latitude: 47,
        street: 'Place "A"\n1\\2',
        state: null,
      }),
      {latitude: -0.5, longitude: 0.0000001},
    ]);
    const orphan = byBulk.records.find(record => record['Account.BillingAddress'] === null);
    expect(orphan).toMatchObject({Place__c: null, 'Account.Place__c': null});
  },
);

test('a bulk query asks for the components of a parent, under their paths', async () => {
  await readRun(emulator, {...bulk, fields: ['Account.Place__c']});
  const requests = await fetch(`${emulator.url}/__emulator/requests`);
  expect(JSON.stringify(await requests.json())).toContain(
    'SELECT Id, SystemModstamp, Account.Place__Latitude__s, Account.Place__Longitude__s FROM Contact',
  );
});

describe.each([
  ['REST', {byRest: true}],
  ['bulk', bulk],
] as [string, RunOptions][])('by %s', (_, api) => {
  test('an incremental read gives the compound fields of what changed, without hidden components', async () => {
    await start({permissions: {'Contact.MailingCity': 'none', 'Account.BillingCity': 'none'}});
    const options = {...api, fields: ['MailingAddress', 'Account.BillingAddress', 'Place__c']};
    const first = await readRun(emulator, options);
    const nothing = await readRun(emulator, {...options, state: first.states.at(-1)});
    expect(nothing.records).toEqual([]);
    await update(emulator, contact, {MailingStreet: 'New Street 5', Place__Latitude__s: 38.5});
    const {records, error} = await readRun(emulator, {...options, state: nothing.states.at(-1)});
    expect(error).toBeUndefined();
    expect(records.map(({Id}) => Id)).toEqual([contact]);
    const [mailing, billing, place] = ['MailingAddress', 'Account.BillingAddress', 'Place__c'].map(
      name => JSON.parse(String(records[0]?.[name])),
    );
    expect(mailing).toMatchObject({street: 'New Street 5'});
    expect(Object.keys({...mailing, ...billing})).not.toContain('city');
    expect(place).toEqual({latitude: 38.5, longitude: -122.41234567});
  });

  test('a download that breaks off in a compound field goes on', async () => {
    const options = {...api, fields: COMPOUNDS};
    const whole = await readRun(emulator, options);
    await trouble(emulator, {route: '*/results', nth: 1, cutAfterBytes: 2000});
    const run = await readRun(emulator, options);
    expect(sorted(run)).toEqual(sorted(whole));
    expect(new Set(ids(run)).size).toBe(ids(run).length);
  });
});

test('formulas are refreshed with the compound fields of parents, and with no others', async () => {
  const config = {...bulk.config, refresh_formulas: 'P1D'};
  const options: RunOptions = {config, fields: ['MailingAddress', 'Account.Place__c']};
  const first = await readRun(emulator, options);
  const state = {...first.states.at(-1), refreshedAt: '2020-01-01T00:00:00.000Z'};
  const {records} = await readRun(emulator, {...options, state});
  const found = records.find(({Id}) => Id === contact);
  expect(JSON.parse(String(found?.['Account.Place__c']))).toEqual({
    latitude: -0.5,
    longitude: 0.0000001,
  });
  const requests = await fetch(`${emulator.url}/__emulator/requests`);
  expect(JSON.stringify(await requests.json())).toContain(
    'SELECT Id, SystemModstamp, Account.Place__Latitude__s, Account.Place__Longitude__s FROM Contact',
  );
});

test('an address is an object where the catalog wants one, and else JSON text', async () => {
  const run = async (type: string[]) => {
    const read = await readRun(emulator, {settings: objectsOf(['MailingAddress'], type)});
    expect(read.error).toBeUndefined();
    return read.records.map(({MailingAddress}) => MailingAddress);
  };
  const objects = await run(['null', 'object']);
  const texts = await run(['string', 'null']);
  const first = objects.find(value => value !== null);
  expect(first).toMatchObject({city: expect.any(String)});
  expect(texts).toEqual(objects.map(value => (value === null ? null : JSON.stringify(value))));
});
