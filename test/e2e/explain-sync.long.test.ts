import {readFileSync, writeFileSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Explanation} from '../../harness/person/format-person.js';
import type {Summary} from '../../harness/report/summary.js';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

let emulators: Emulators;
let both: string;
let onlyRecord: string;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 30, users: 4});
  const users = (await emulators.cohortUsers()).map(({email}) => email);
  const contacts = (await emulators.snapshot('import'))
    .map(entries => Object.fromEntries(JSON.parse(entries)) as {Email: string | null})
    .flatMap(({Email}) => Email ?? []);
  both = contacts.find(email => users.includes(email)) ?? '';
  onlyRecord = contacts.find(email => !users.includes(email.toLowerCase())) ?? '';
}, 60_000);
afterAll(() => emulators.stop());

async function syncOne(email: string): Promise<{found: Explanation; summary: Summary}> {
  const argv = [...emulators.arguments('explain'), '--email', email, '--sync'];
  const {code, stdout} = await execute(HARNESS, argv);
  expect(code).toBe(0);
  const [found, summary] = stdout.split('\n').map(line => JSON.parse(line || '{}'));
  return {found, summary};
}

function expectCalls({api_calls}: Summary, most: Record<string, number>): void {
  for (const [system, calls] of Object.entries(most)) {
    expect(api_calls[system], system).toBeLessThanOrEqual(calls);
  }
}

function linkOf({links}: Explanation): string | undefined {
  return links[0]?.found_by;
}

test('one person is synced in both directions, and nobody else is touched', async () => {
  const before = await emulators.cohortUsers();
  const {found, summary} = await syncOne(both);
  expect(linkOf(found)).toBe('stored link');
  expect(found.history.map(({system}) => system)).toEqual(['cohort', 'salesforce']);
  expect(summary.streams.map(({direction, read}) => [direction, read])).toEqual([
    ['import', 1],
    ['export', 1],
  ]);
  const others = (users: typeof before) => users.filter(({email}) => email !== both);
  const ownFields = ({email, firstName}: (typeof before)[number]) => ({email, firstName});
  expect(others(await emulators.cohortUsers()).map(ownFields)).toEqual(
    others(before).map(ownFields),
  );
});

test('a person whom only Salesforce has is created in Cohort, and the record gets the id', async () => {
  const count = (await emulators.cohortUsers()).length;
  const {found} = await syncOne(onlyRecord);
  expect(await emulators.cohortUsers()).toHaveLength(count + 1);
  expect(found.users).toHaveLength(1);
  expect(found.records[0]?.user_id).toBe(found.users[0]?.id);
  expect(linkOf(found)).toBe('stored link');
});

test('the next sync of everybody moves the others, and then a change of one person costs few calls', async () => {
  await emulators.complete('sync');
  await emulators.complete('sync');
  await emulators.putUser({email: both, properties: {loyalty_points: 4242}});
  const {found, summary} = await syncOne(both);
  expect(found.history.at(-1)).toMatchObject({
    system: 'salesforce',
    fields: [{name: 'Loyalty_Points__c', to: '4242'}],
  });
  expectCalls(summary, {salesforce: 9, cohort: 6});
  const written = readFileSync(emulators.connection, 'utf8');
  const inBulk = written.replace('  user_id_field:', '  write_api: bulk\n  user_id_field:');
  writeFileSync(emulators.connection, inBulk);
  await emulators.putUser({email: both, properties: {loyalty_points: 4243}});
  expectCalls((await syncOne(both)).summary, {salesforce: 9, cohort: 6});
  const after = await emulators.complete('sync');
  expect(after.streams.every(({created, updated}) => created + updated === 0)).toBe(true);
});

test('a new record costs few calls in either system, and so does a new user', async () => {
  const values = {LastName: 'New', Email: 'new.record@example.com'};
  await emulators.salesforce('POST', '/sobjects/Contact', values);
  const record = await syncOne('new.record@example.com');
  expect(record.found.users).toHaveLength(1);
  expectCalls(record.summary, {salesforce: 9, cohort: 8});
  await emulators.putUser({email: 'new.user@example.com', properties: {}});
  const user = await syncOne('new.user@example.com');
  expect(user.found.records).toHaveLength(1);
  expectCalls(user.summary, {salesforce: 9, cohort: 6});
});

test('a person who is in sync is not written, and an unknown one is no error', async () => {
  const {summary} = await syncOne(both);
  expect(summary.streams.map(({created, updated}) => created + updated)).toEqual([0, 0]);
  expectCalls(summary, {salesforce: 5, cohort: 4});
  const unknown = await syncOne('nobody@example.com');
  expectCalls(unknown.summary, {salesforce: 2, cohort: 2});
  expect(unknown.found.records).toEqual([]);
  expect(unknown.summary.streams).toEqual([]);
});
