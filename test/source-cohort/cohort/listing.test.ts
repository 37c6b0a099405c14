import {existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {type Cohort, openCohort, prepareUserText} from '../../../source-cohort/cohort/index.js';
import {startCohort} from '../../fixtures/cohort-emulator.js';
import {recordingContext} from '../../fixtures/recording-context.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const LISTED = 'GET /v1/users';
const api = {paths: {user_lookup: null}};
const toText = prepareUserText([
  {target: 'firstName', isCore: true},
  {target: 'tier', isCore: false},
]);

async function start(users = 0) {
  const folder = await temporaryFolder();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const emulator = await startCohort({users});
  const client = await openCohort({...emulator.config, api}, recordingContext().context);
  onTestFinished(async () => {
    // One test has closed it already.
    await client.close().catch(() => {});
    await emulator.close();
  });
  return {emulator, client, folder};
}

const find = async (client: Cohort, ...emails: string[]) =>
  (await client.lookUpUsers(emails, [])).map(({email, firstName}) => [email, firstName]);

test('users are found by address and by id in the listing, which is read once', async () => {
  const {emulator, client} = await start(350);
  const users = await emulator.users();
  const [first, second, third] = users;
  await emulator.forget();
  expect(await client.lookUpUsers([], [])).toEqual([]);
  const keys = {
    emails: [` ${first?.email.toUpperCase()}`, 'nobody@example.com'],
    ids: [second?.id ?? ''],
  };
  const [found, again] = await Promise.all([
    client.findUsers(keys, []),
    client.findUsers(keys, []),
  ]);
  expect(found.users).toEqual([first, second]);
  expect(again.users).toEqual(found.users);
  expect((await client.findUsers({ids: [third?.id ?? '', 'none']}, [])).users).toEqual([third]);
  expect(await emulator.calls('POST /v1/users/lookup')).toBe(0);
  // One to see whether users can be read, then a hundred at a time.
  expect(await emulator.calls(LISTED)).toBe(1 + 4);
});

test('one user by id needs no listing', async () => {
  const {emulator, client} = await start(3);
  const [first] = await emulator.users();
  await emulator.forget();
  expect((await client.findUsers({ids: [first?.id ?? '']}, [])).users).toEqual([first]);
  const {users} = await client.findUsers({ids: ['00000000-0000-4000-8000-000000000000']}, []);
  expect(users).toEqual([]);
  expect(await emulator.calls(LISTED)).toBe(0);
});

test('what is written after the listing was read is found as it is now', async () => {
  const {emulator, client} = await start();
  await emulator.put([{email: 'a@example.com', firstName: 'Ann'}, {email: 'b@example.com'}]);
  await emulator.addProperty('tier', 'text');
  expect(await find(client, 'a@example.com', 'c@example.com')).toEqual([['a@example.com', 'Ann']]);
  const [a] = await client.lookUpUsers(['a@example.com'], []);
  const {results} = await client.writeUsers('upsert', [
    toText('c@example.com', ['Cat', 'gold']),
    toText({id: a?.id ?? '', email: 'ann@example.com'}, ['', 'silver']),
    toText('b@example.com', [null, undefined]),
  ]);
  expect(results.map(({status}) => status)).toEqual(['created', 'updated', 'unchanged']);
  const emails = ['a@example.com', 'ann@example.com', 'b@example.com', 'c@example.com'];
  const found = await client.lookUpUsers(emails, []);
  const real = await emulator.users();
  // Of a created user, properties that nobody has written are not known: they are empty.
  const valuesOf = (user: {id: string; email: string; firstName?: unknown; properties: object}) => {
    const {id, email, firstName, properties} = user;
    return JSON.stringify([id, email, firstName, {tier: null, ...properties}.tier]);
  };
  expect(found.map(valuesOf).sort()).toEqual(real.map(valuesOf).sort());
  expect(found).toHaveLength(3);
});

test('a listing that fails fails the lookup, and nobody is taken for missing', async () => {
  const {emulator, client} = await start(150);
  await emulator.fault({method: 'GET', route: '/v1/users', nth: 2, answer: {status: 403}});
  await expect(client.lookUpUsers(['a@example.com'], [])).rejects.toThrow('may not do this');
  await expect(client.lookUpUsers(['a@example.com'], [])).rejects.toThrow('may not do this');
});

test('the listing on disk is for its owner alone, and goes with the client', async () => {
  const {emulator, client, folder} = await start(3);
  const [first] = await emulator.users();
  await find(client, first?.email ?? '');
  const [name = ''] = readdirSync(folder);
  expect(name).toMatch(/^cohort-listing-/);
  await client.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('what a killed run has left is removed by the next one, what another has open is not', async () => {
  const {emulator, client, folder} = await start(3);
  const [first] = await emulator.users();
  await find(client, first?.email ?? '');
  const [open = ''] = readdirSync(folder);
  const left = join(folder, 'cohort-listing-left');
  mkdirSync(left);
  writeFileSync(join(left, '000001.log'), 'people');
  const longAgo = new Date(Date.now() - 7_200_000);
  for (const path of [left, join(folder, open)]) utimesSync(path, longAgo, longAgo);
  const other = await openCohort({...emulator.config, api}, recordingContext().context);
  onTestFinished(() => other.close());
  await find(other, first?.email ?? '');
  expect(existsSync(left)).toBe(false);
  expect(await find(client, first?.email ?? '')).toHaveLength(1);
  expect(tmpdir()).toBe(folder);
});
