import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {discoverStreams} from '../../../source-salesforce/discover/discover-streams.js';
import {openSession} from '../../../source-salesforce/session.js';
import {recordingContext} from '../../fixtures/recording-context.js';
import {call, configOf, type RunOptions, readRun, update} from './read-run.js';

let emulator: SalesforceEmulator;
let account: string;

beforeEach(async () => {
  emulator = await startSalesforceEmulator({contacts: 40});
  const body = {Name: 'Acme "Nord", Ltd', AnnualRevenue: 1000};
  account = ((await call(emulator, 'POST', '/sobjects/Account', body)) as {id: string}).id;
  const [first] = (await readRun(emulator)).records;
  await update(emulator, first?.Id, {AccountId: account});
});
afterEach(() => emulator.close());

const fields = [
  'Email',
  'AccountId',
  'Account.Name',
  'Account.AnnualRevenue',
  'Account.CreatedDate',
  'Owner.Email',
  'Account.Owner.Username',
];

describe.each([
  ['REST', {fields: [...fields, 'MailingAddress'], byRest: true}],
  ['bulk', {fields, config: {force_use_bulk_api: true}}],
] as [string, RunOptions][])('by %s', (_, options) => {
  test('fields of parents come under their paths, empty where there is no parent', async () => {
    const {records, logs} = await readRun(emulator, options);
    expect(logs.filter(line => line.startsWith('WARN'))).toEqual([]);
    const child = records.find(({AccountId}) => AccountId === account);
    expect(child).toMatchObject({
      'Account.Name': 'Acme "Nord", Ltd',
      'Account.AnnualRevenue': 1000,
      'Account.CreatedDate': expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      'Owner.Email': expect.stringContaining('@'),
      'Account.Owner.Username': expect.stringContaining('@'),
    });
    const orphan = records.find(({AccountId}) => AccountId === null);
    expect(orphan).toMatchObject({'Account.Name': null, 'Account.Owner.Username': null});
  });

  test('a path that leads to nothing is left out with a warning', async () => {
    const {records, logs} = await readRun(emulator, {
      ...options,
      fields: ['Email', 'Account.Nam', 'Acount.Name'],
    });
    expect(records.length).toBeGreaterThan(30);
    expect(logs.join('\n')).toContain('Account.Nam, Acount.Name cannot be read and is left out');
  });
});

test('a field of a parent costs no call', async () => {
  const plain = await readRun(emulator, {fields: ['Email']});
  const wide = await readRun(emulator, {fields: ['Email', 'Account.Name', 'Owner.Email']});
  expect(wide.calls).toBe(plain.calls);
});

test('discover costs no call more with fields of parents', async () => {
  const callsWith = async (parent_fields: string[]) => {
    const recorded = recordingContext();
    const config = configOf(emulator, {objects: ['Contact'], parent_fields});
    const session = await openSession(config, recorded.context);
    await discoverStreams(session).finally(() => session.salesforce.close());
    return recorded.calls;
  };
  expect(await callsWith(['Account.Name', 'Owner.Email'])).toBe(await callsWith([]));
});

async function offered(parent_fields: string[]): Promise<Record<string, unknown>> {
  const config = configOf(emulator, {objects: ['Contact'], parent_fields});
  const session = await openSession(config, recordingContext().context);
  const [stream] = await discoverStreams(session).finally(() => session.salesforce.close());
  return stream?.json_schema.properties ?? {};
}

test('discover offers the fields of parents that the config names, with their types', async () => {
  const own = await offered([]);
  expect(Object.keys(own).filter(name => name.includes('.'))).toEqual([]);
  expect(await offered(['Account.Name', 'Account.AnnualRevenue'])).toMatchObject({
    'Account.Name': {type: ['string', 'null'], title: 'Account Account Name'},
    'Account.AnnualRevenue': {type: ['number', 'null']},
  });
  const ofAccounts = Object.keys(await offered(['Account.*']));
  expect(ofAccounts).toEqual(
    expect.arrayContaining(['Account.Industry', 'Account.BillingAddress', 'Account.BillingCity']),
  );
  expect(ofAccounts).not.toContain('Owner.Email');
  const ofAll = Object.keys(await offered(['*']));
  expect(ofAll).toEqual(
    expect.arrayContaining(['Account.Industry', 'Owner.Email', 'ReportsTo.LastName']),
  );
});
