import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Explanation} from '../../harness/person/format-person.js';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';

let emulators: Emulators;
let email: string;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 12, users: 3});
  email = (await emulators.cohortUsers())[0]?.email ?? '';
});
afterAll(() => emulators.stop());

async function explain(address: string): Promise<Explanation> {
  const argv = [...emulators.arguments('explain'), '--email', address];
  const {code, stdout} = await execute(HARNESS, argv);
  expect(code).toBe(0);
  return lastLine(stdout) as Explanation;
}

test('a person is explained before and after the sync that links them, and nothing is written', async () => {
  const before = await explain(email);
  expect(before.users).toMatchObject([{email}]);
  expect(before.links.filter(({found_by}) => found_by === 'stored link')).toEqual([]);
  expect(before.changes.length).toBeGreaterThan(0);
  expect((await emulators.cohortUsers()).length).toBe(3);
  await emulators.complete('sync');
  const after = await explain(email.toUpperCase());
  const [link] = after.links;
  expect(link?.found_by).toBe('stored link');
  expect(after.records.map(({id}) => id)).toContain(link?.record_id);
  expect(after.users.map(({id}) => id)).toEqual([link?.user_id]);
  const states = link?.properties.map(({state}) => state) ?? [];
  expect(states.length).toBeGreaterThan(0);
  expect(new Set(states)).toEqual(new Set(['agree', 'neither changed']));
  expect(after.changes).toEqual([]);
});

test('for people the text fits into 60 columns', async () => {
  const argv = ['explain', '--connection', emulators.connection, '--email', email, '--quiet'];
  const {code, stdout} = await execute(HARNESS, argv);
  expect(code).toBe(0);
  expect(stdout).toContain('Link: stored link');
  expect(stdout.split('\n').filter(line => line.length > 60)).toEqual([]);
});

test('a person whom neither system knows has nothing to tell', async () => {
  const found = await explain('nobody@example.com');
  expect(found).toMatchObject({records: [], users: [], links: [], changes: []});
});

test('an address is needed', async () => {
  const {code, stderr} = await execute(HARNESS, ['explain', '--connection', emulators.connection]);
  expect(code).toBe(2);
  expect(stderr).toContain('email');
});

test('a person who is linked by hand and then forgotten is no longer known, and stays in both systems', async () => {
  const {records, users} = await explain(email);
  const record = records[0]?.id ?? '';
  const linked = await run('relink', ['--record', record, '--email', email]);
  expect(linked).toMatchObject({record_id: record, user_id: users[0]?.id});
  const forgotten = await run('forget', ['--email', email]);
  expect(forgotten).toMatchObject({
    email,
    removed: {links: 1},
    kept_digest: false,
    remains: {salesforce: [record], cohort: [users[0]?.id]},
  });
  expect((await explain(email)).links).toMatchObject([{found_by: 'Cohort User ID in the record'}]);
});

async function run(command: string, more: string[]): Promise<unknown> {
  const {code, stdout} = await execute(HARNESS, [...emulators.arguments(command), ...more]);
  expect(code).toBe(0);
  return lastLine(stdout);
}
