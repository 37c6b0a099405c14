import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Config} from '../../../source-salesforce/generated/types.js';
import {call, ids, type RunOptions, readRun, update} from './read-run.js';

let emulator: SalesforceEmulator;
beforeEach(async () => {
  emulator = await startSalesforceEmulator({contacts: 400, queryPageSize: 200});
});
afterEach(() => emulator.close());

type Conditions = NonNullable<Config['where']>;

const fields = ['Email', 'LastName', 'Loyalty_Tier__c', 'Loyalty_Points__c', 'Newsletter__c'];

describe.each([
  ['REST', {fields: [...fields, 'MailingAddress'], byRest: true}],
  ['bulk', {fields, config: {force_use_bulk_api: true}}],
] as [string, RunOptions][])('by %s', (_, options) => {
  const read = (where: Conditions, more: RunOptions = {}) =>
    readRun(emulator, {...options, ...more, config: {...options.config, where}});

  test.each([
    [{field: 'Loyalty_Tier__c', op: '=', value: 'Gold'}, r => r.Loyalty_Tier__c === 'Gold'],
    [
      {field: 'Loyalty_Tier__c', op: 'in', values: ['Gold', 'Silver']},
      r => /^(Gold|Silver)$/.test(String(r.Loyalty_Tier__c)),
    ],
    [{field: 'Loyalty_Tier__c', op: 'not_in', values: ['Gold']}, r => r.Loyalty_Tier__c !== 'Gold'],
    [{field: 'Loyalty_Points__c', op: '>=', value: '500'}, r => Number(r.Loyalty_Points__c) >= 500],
    [{field: 'Newsletter__c', op: '=', value: 'true'}, r => r.Newsletter__c === true],
    [{field: 'Email', op: 'like', value: '%.com'}, r => /[.]com$/i.test(String(r.Email))],
    [{field: 'Loyalty_Tier__c', op: 'is_null'}, r => r.Loyalty_Tier__c === null],
    [{field: 'Loyalty_Tier__c', op: 'is_null', value: 'false'}, r => r.Loyalty_Tier__c !== null],
    [{field: 'CreatedDate', op: '<', value: '2100-01-01'}, () => true],
    [{field: 'SystemModstamp', op: '>', value: 'LAST_N_DAYS:1'}, () => true],
  ] as [Conditions[number], (record: Record<string, unknown>) => boolean][])(
    '%j reads the records that meet it and no others',
    async (condition, isMet) => {
      const all = await readRun(emulator, options);
      const met = await read([condition]);
      const wanted = condition.field === 'SystemModstamp' ? met.records : all.records.filter(isMet);
      expect(met.records).toEqual(wanted);
      expect(all.records.length).toBeGreaterThan(0);
    },
  );

  test('all conditions have to be met, and a value is never taken for SOQL', async () => {
    const [record] = (await readRun(emulator, options)).records;
    await update(emulator, record?.Id, {LastName: "O'Neil' OR Id != '"});
    const found = await read([
      {field: 'LastName', op: '=', value: "O'Neil' OR Id != '"},
      {field: 'Email', op: 'is_null', value: 'false'},
    ]);
    expect(ids(found)).toEqual([record?.Id]);
  });

  test('a later run reads what meets the conditions since', async () => {
    const where: Conditions = [{field: 'Loyalty_Tier__c', op: '=', value: 'Gold'}];
    const first = await read(where);
    const [gold] = ids(first);
    const others = (await readRun(emulator, options)).records.filter(
      r => r.Loyalty_Tier__c !== 'Gold',
    );
    await update(emulator, others[0]?.Id, {Loyalty_Tier__c: 'Gold'});
    await update(emulator, gold, {Loyalty_Tier__c: 'Silver'});
    const second = await read(where, {state: first.states.at(-1)});
    expect(ids(second)).toEqual([others[0]?.Id]);
  });

  test('other conditions need all records again', async () => {
    const where: Conditions = [{field: 'Loyalty_Tier__c', op: '=', value: 'Gold'}];
    const first = await readRun(emulator, options);
    const narrowed = await read(where, {state: first.states.at(-1)});
    expect(narrowed.records.length).toBeGreaterThan(0);
    expect((await read(where, {state: narrowed.states.at(-1)})).records).toEqual([]);
    const widened = await readRun(emulator, {...options, state: narrowed.states.at(-1)});
    expect(widened.records.length).toBe(first.records.length);
  });
});

test('a condition costs no call, nor does one on a parent', async () => {
  const plain = await readRun(emulator, {fields});
  const where: Conditions = [{field: 'Account.Name', op: 'like', value: 'A%'}];
  const narrowed = await readRun(emulator, {fields, config: {where}});
  expect(narrowed.error).toBe(undefined);
  expect(narrowed.calls).toBeLessThanOrEqual(plain.calls);
});

test('a deleted record is read only if it met the conditions', async () => {
  const where: Conditions = [{field: 'Loyalty_Tier__c', op: '=', value: 'Gold'}];
  const options: RunOptions = {fields: [...fields, 'IsDeleted'], config: {where}};
  const first = await readRun(emulator, options);
  const all = await readRun(emulator, {fields});
  const gold = ids(first)[0];
  const other = all.records.find(record => record.Loyalty_Tier__c !== 'Gold')?.Id;
  for (const id of [gold, other]) await call(emulator, 'DELETE', `/sobjects/Contact/${id}`);
  const second = await readRun(emulator, {...options, state: first.states.at(-1)});
  expect(second.records.map(({Id, IsDeleted}) => [Id, IsDeleted])).toEqual([[gold, true]]);
});

test.each([
  [{field: 'Loyalty_Tierc', op: '=', value: 'x'}, /where\[0\]: Contact has no field Loyalty_Tierc/],
  [{field: 'email', op: '=', value: 'x'}, /where\[0\]: .*its API name is Email/],
  [
    {field: 'Loyalty_Points__c', op: '=', value: 'many'},
    /is of type double, so expected is a number; found "many"/,
  ],
  [{field: 'Birthdate', op: '>', value: '31.12.1999'}, /expected is a date such as 2026-01-31/],
  [{field: 'Newsletter__c', op: '<', value: 'true'}, /< does not apply to Newsletter__c/],
  [{field: 'Loyalty_Points__c', op: 'like', value: '1%'}, /like is for text/],
  [{field: 'Email', op: 'in'}, /in needs at least one value/],
  [{field: 'Email', op: '='}, /= needs a value/],
  [{field: 'Email', op: 'includes', values: ['x']}, /includes is for multi-select picklists/],
  [{field: 'MailingAddress', op: '=', value: 'x'}, /cannot filter by MailingAddress/],
  [{field: 'Account.Nam', op: '=', value: 'x'}, /Contact has no field Account.Nam/],
] as [Conditions[number], RegExp][])(
  '%j is refused with what is wrong',
  async (condition, message) => {
    const {error} = await readRun(emulator, {fields, config: {where: [condition]}});
    expect(error).toMatchObject({failure: 'config_error', message: expect.stringMatching(message)});
  },
);
