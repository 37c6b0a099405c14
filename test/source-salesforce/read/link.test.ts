import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {call, ids, readRun, update} from './read-run.js';

const FIELDS = ['Email', 'LastName', 'Cohort_User_ID__c'];
const same_address = {email_field: 'Email', user_id_field: 'Cohort_User_ID__c'};
let emulator: SalesforceEmulator;

beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 20});
});
afterAll(() => emulator.close());

async function create(fields: object): Promise<string> {
  const body = {LastName: 'Doe', ...fields};
  return ((await call(emulator, 'POST', '/sobjects/Contact', body)) as {id: string}).id;
}

async function fileOf(lines: readonly unknown[]): Promise<string> {
  const path = join(await temporaryFolder(), 'also-read.jsonl');
  await writeFile(path, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

test('a state tells the org, and is refused for another one', async () => {
  const {states} = await readRun(emulator);
  const state = states.at(-1);
  expect(state?.org).toMatch(/^00D\w{15}$/);
  const run = await readRun(emulator, {state: {...state, org: '00D000000000001AAA'}});
  expect(run.error).toMatchObject({failure: 'config_error'});
  expect(run.error?.message).toMatch(/belongs to the Salesforce org 00D000000000001AAA.*--new-org/);
});

test('a login that opens another org than the expected one stops the run', async () => {
  const readContext = readRun(emulator, {config: {org_id: '00D000000000001'}});
  await expect(readContext).rejects.toThrow(/but this connection is with the org 00D000000000001/);
});

test('the expected org may be written with 15 characters', async () => {
  const {states} = await readRun(emulator);
  const run = await readRun(emulator, {config: {org_id: String(states[0]?.org).slice(0, 15)}});
  expect(run.error).toBeUndefined();
});

test('the other records of the address of a changed one come with it', async () => {
  const [one, two] = [await create({Email: 'twin@x.com'}), await create({Email: 'Twin@X.com'})];
  const first = await readRun(emulator, {fields: FIELDS});
  await update(emulator, one, {LastName: 'Changed'});
  const config = {same_address};
  const second = await readRun(emulator, {fields: FIELDS, state: first.states.at(-1), config});
  expect(ids(second)).toEqual([one, two]);
  const plain = await readRun(emulator, {fields: FIELDS, state: first.states.at(-1)});
  expect(ids(plain)).toEqual([one]);
  const next = await readRun(emulator, {fields: FIELDS, state: second.states.at(-1), config});
  expect(ids(next)).toEqual([]);
});

test('of a record that holds a user id, the address is not looked for', async () => {
  const one = await create({Email: 'linked@x.com', Cohort_User_ID__c: 'u1'});
  await create({Email: 'linked@x.com'});
  const first = await readRun(emulator, {fields: FIELDS});
  await update(emulator, one, {LastName: 'Changed'});
  const config = {same_address};
  const second = await readRun(emulator, {fields: FIELDS, state: first.states.at(-1), config});
  expect(ids(second)).toEqual([one]);
});

test('after a deletion, the other records of the address come, whatever they hold', async () => {
  const fields = [...FIELDS, 'IsDeleted'];
  const linked = {Email: 'gone@x.com', Cohort_User_ID__c: 'u2'};
  const [one, copy] = [await create(linked), await create(linked)];
  const state = (await readRun(emulator, {fields})).states.at(-1);
  await call(emulator, 'DELETE', `/sobjects/Contact/${one}`);
  const run = await readRun(emulator, {fields, state, config: {same_address}});
  expect(run.records.map(({Id, IsDeleted}) => [Id, IsDeleted])).toEqual([
    [one, true],
    [copy, false],
  ]);
});

test('listed records of the object are read although they have not changed', async () => {
  const first = await readRun(emulator);
  const [one, two] = ids(first);
  const also_read = await fileOf([one, String(two).slice(0, 15), '001000000000001AAA']);
  const state = first.states.at(-1);
  const run = await readRun(emulator, {state, config: {also_read}});
  expect(ids(run).sort()).toEqual([one, two].sort());
  expect(run.states.at(-1)?.recent).toEqual(state?.recent);
});

test('of more listed records than queries by Id are worth, all records are read', async () => {
  const first = await readRun(emulator);
  const [one] = ids(first);
  const also_read = await fileOf(Array.from({length: 20_001}, () => one));
  const run = await readRun(emulator, {state: first.states.at(-1), config: {also_read}});
  expect(ids(run).sort()).toEqual(ids(first).sort());
});

test('a line that is no record Id is refused with its place', async () => {
  const also_read = await fileOf(['003000000000001AAA', {Id: 'x'}]);
  const run = await readRun(emulator, {config: {also_read}});
  expect(run.error?.message).toMatch(/also_read: line 2 of .* is not a record Id/);
});

test('an encrypted field of which only masks may be seen is not read', async () => {
  const body = (await call(emulator, 'GET', '/sobjects/Contact/describe')) as {
    fields: {name: string}[];
  };
  const title = body.fields.find(({name}) => name === 'Title');
  const card = {...title, name: 'Card__c', type: 'encryptedstring', encrypted: true};
  const folder = await temporaryFolder();
  const path = join(folder, 'contact.json');
  await writeFile(path, JSON.stringify({...body, fields: [card]}));
  const other = await startSalesforceEmulator({contacts: 2, describeFiles: [path]});
  const run = await readRun(other, {fields: ['Email', 'Card__c']});
  await other.close();
  expect(Object.keys(run.records[0] ?? {})).toEqual(['Id', 'SystemModstamp', 'Email']);
  expect(run.logs.join('\n')).toMatch(/Card__c is encrypted and shown .* only as a mask/);
});

test('listed records may be named by their address, in any case', async () => {
  const id = await create({Email: 'named@x.com'});
  const also_read = await fileOf([{email: 'NAMED@x.com'}, {email: 'nobody@x.com'}]);
  const run = await readRun(emulator, {
    fields: FIELDS,
    config: {same_address, also_read, only_also_read: true},
  });
  expect(ids(run)).toEqual([id]);
});

test('one query finds a few listed Ids and addresses, each record once', async () => {
  const id = await create({Email: 'both@x.com'});
  const other = await create({Email: 'other@x.com'});
  const config = {same_address, only_also_read: true};
  const byId = {...config, also_read: await fileOf([id])};
  const one = await readRun(emulator, {fields: FIELDS, config: byId});
  const byBoth = {...config, also_read: await fileOf([id, {email: 'both@x.com'}, other])};
  const both = await readRun(emulator, {fields: FIELDS, config: byBoth});
  expect(ids(both).sort()).toEqual([id, other].sort());
  expect(both.calls).toBe(one.calls);
});
