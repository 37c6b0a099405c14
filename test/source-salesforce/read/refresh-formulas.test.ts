import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ReadContext} from '../../../source-salesforce/read/read-context.js';
import type {ReadPlan} from '../../../source-salesforce/read/read-plan.js';
import {FormulaRefresh} from '../../../source-salesforce/read/refresh-formulas.js';
import {openSession} from '../../../source-salesforce/session.js';
import {recordingContext} from '../../fixtures/recording-context.js';
import {call, configOf, type RunOptions, readRun, update} from './read-run.js';

let emulator: SalesforceEmulator;
let account: string;
let contact: string;

beforeEach(async () => {
  emulator = await startSalesforceEmulator({contacts: 40});
  // Of long ago: what changed lately is read again for other reasons.
  const {records} = await readRun(emulator, {fields: ['AccountId']});
  const found = records.find(({AccountId}) => AccountId !== null);
  account = String(found?.AccountId);
  contact = String(found?.Id);
});
afterEach(() => emulator.close());

const OPTIONS: RunOptions = {
  fields: ['Email', 'LastName', 'CreatedDate', 'Account.Name'],
  settings: {primary_key: [['Email']]},
};
const rename = (Name: string) => call(emulator, 'PATCH', `/sobjects/Account/${account}`, {Name});
const long = (state: Record<string, unknown> | undefined) => {
  return {...state, refreshedAt: '2020-01-01T00:00:00.000Z'};
};

describe.each([
  ['REST', {}],
  ['bulk', {force_use_bulk_api: true}],
] as const)('by %s', (_, api) => {
  const run = (state?: Record<string, unknown>, refresh_formulas = 'P1D') =>
    readRun(emulator, {...OPTIONS, state, config: {...api, refresh_formulas}});

  test('a parent that changed alone is found once the interval is over, and not before', async () => {
    const first = await run();
    await rename('Acme Nord');
    const early = await run(first.states.at(-1));
    expect(early.records).toEqual([]);
    const {records, states} = await run(long(early.states.at(-1)));
    expect(records.length).toBe(first.records.filter(({IsDeleted}) => !IsDeleted).length);
    const found = records.find(({Id}) => Id === contact);
    expect(found).toMatchObject({'Account.Name': 'Acme Nord'});
    expect(Object.keys(found ?? {})).toEqual(['Id', 'SystemModstamp', 'Email', 'Account.Name']);
    expect((await run(states.at(-1))).records).toEqual([]);
  });

  test('what changed comes whole, before the rest', async () => {
    const {states} = await run();
    await update(emulator, contact, {LastName: 'Changed'});
    const {records} = await run(long(states.at(-1)));
    expect(records[0]).toMatchObject({Id: contact, LastName: 'Changed'});
    expect(records.filter(record => 'LastName' in record)).toHaveLength(1);
  });
});

test('who begins to meet a condition on a parent comes whole once the interval is over', async () => {
  const where = [{field: 'Account.Name', op: '=' as const, value: 'Acme Nord'}];
  const config = {refresh_formulas: 'P1D', where};
  const options = {...OPTIONS, fields: ['Email', 'LastName', 'CreatedDate'], config};
  const first = await readRun(emulator, options);
  expect(first.records).toEqual([]);
  await rename('Acme Nord');
  expect((await readRun(emulator, {...options, state: first.states.at(-1)})).records).toEqual([]);
  const {records} = await readRun(emulator, {...options, state: long(first.states.at(-1))});
  const found = records.find(({Id}) => Id === contact);
  expect(Object.keys(found ?? {})).toEqual(expect.arrayContaining(['LastName', 'CreatedDate']));
});

test('a run in between costs no call more, and without the setting the state is as before', async () => {
  const config = {refresh_formulas: 'P1D'};
  const plain = await readRun(emulator, OPTIONS);
  const first = await readRun(emulator, {...OPTIONS, config});
  expect(first.calls).toBe(plain.calls);
  const second = await readRun(emulator, {...OPTIONS, config, state: first.states.at(-1)});
  const other = await readRun(emulator, {...OPTIONS, state: plain.states.at(-1)});
  expect(second.calls).toBe(other.calls);
  expect(other.states.at(-1)).not.toHaveProperty('refreshedAt');
});

test('a run that ends before all is refreshed leaves it to the next one', async () => {
  const config = {refresh_formulas: 'P1D'};
  const {states} = await readRun(emulator, {...OPTIONS, config});
  await rename('Acme Nord');
  const killed = await readRun(emulator, {
    ...OPTIONS,
    config,
    state: long(states.at(-1)),
    until: event => event.kind === 'state',
  });
  const {records} = await readRun(emulator, {...OPTIONS, config, state: killed.states.at(-1)});
  expect(records.find(({Id}) => Id === contact)).toMatchObject({'Account.Name': 'Acme Nord'});
});

test('formulas are read again, and nothing is where none is selected', async () => {
  const session = await openSession(
    configOf(emulator, {refresh_formulas: 'PT1H'}),
    recordingContext().context,
  );
  const fieldOf = (name: string, calculated = false) => ({name, calculated});
  const fields = [
    fieldOf('Id'),
    fieldOf('SystemModstamp'),
    fieldOf('Email'),
    fieldOf('LastName'),
    fieldOf('Total__c', true),
  ];
  const plan = {object: 'Contact', fields, hasKey: true, cursor: 'SystemModstamp', where: []};
  const asked: string[][] = [];
  const run = async (names: readonly {name: string}[]) => {
    const chosen = {...plan, fields: names} as unknown as ReadPlan;
    const refresh = new FormulaRefresh(session, {plan: chosen, keys: ['Email']}, undefined);
    const read = async function* ({plan: its}: ReadContext) {
      asked.push(its.fields.map(({name}) => name));
    };
    for await (const event of refresh.run(false, read)) expect(event).toBe(undefined);
  };
  await run(fields);
  await run(fields.slice(0, 4));
  await session.salesforce.close();
  expect(asked).toEqual([['Id', 'SystemModstamp', 'Email', 'Total__c']]);
});

test('a length of time that is none is refused', async () => {
  const refused = readRun(emulator, {...OPTIONS, config: {refresh_formulas: 'daily'}});
  await expect(refused).rejects.toThrow('refresh_formulas is "daily"');
});
