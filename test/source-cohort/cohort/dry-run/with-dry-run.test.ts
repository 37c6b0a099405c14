import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {
  type Cohort as Client,
  openCohort,
  prepareUserText,
  type User,
} from '../../../../source-cohort/cohort/index.js';
import {type Cohort, startCohort} from '../../../fixtures/cohort-emulator.js';
import {recordingContext} from '../../../fixtures/recording-context.js';
import {temporaryFolder} from '../../../fixtures/temporary-folder.js';

let cohort: Cohort;
let folder: string;
let client: Client;
beforeAll(async () => {
  cohort = await startCohort({users: 250});
});
afterAll(() => cohort.close());
beforeEach(async () => {
  folder = await temporaryFolder();
  client = await open();
  return () => client.close();
});

function open(): Promise<Client> {
  return openCohort({...cohort.config, dry_run_dir: folder}, recordingContext().context);
}

const toText = prepareUserText([
  {target: 'firstName', isCore: true},
  {target: 'tier', isCore: false},
]);

async function readAll(updatedSince?: string): Promise<User[]> {
  const users: User[] = [];
  for await (const page of client.readUsers({updatedSince})) users.push(...page);
  return users;
}

test('what is written is read afterwards, and Cohort gets none of it', async () => {
  const before = await cohort.users();
  const [first] = before;
  await client.createUserProperty({name: 'Tier', referenceId: 'tier', type: 'text'});
  const email = first?.email ?? '';
  const {results} = await client.writeUsers('upsert', [
    toText(email, ['Changed', 'Gold']),
    toText('new@example.com', ['New', undefined]),
  ]);
  expect(results).toMatchObject([
    {index: 0, status: 'updated', id: first?.id},
    {index: 1, status: 'created'},
  ]);
  const users = await readAll();
  expect(users.length).toBe(251);
  expect(users.find(({id}) => id === first?.id)).toMatchObject({
    email,
    firstName: 'Changed',
    lastName: first?.lastName,
    properties: {...first?.properties, tier: 'Gold'},
  });
  const found = await client.lookUpUsers(['NEW@example.com', email], ['firstName']);
  expect(found.map(({firstName}) => firstName).sort()).toEqual(['Changed', 'New']);
  expect((await client.readUserProperties()).map(({referenceId}) => referenceId)).toContain('tier');
  expect(await cohort.users()).toEqual(before);
  expect(await cohort.calls('POST /v1/users/batch')).toBe(0);
});

test('another program with the same folder goes on from it', async () => {
  await client.createUserProperty({name: 'Tier', referenceId: 'tier', type: 'text'});
  const {results} = await client.writeUsers('upsert', [toText('new@example.com', ['New', 'Gold'])]);
  await client.close();
  client = await open();
  const [user] = await client.lookUpUsers(['new@example.com'], []);
  expect(user).toMatchObject({id: results[0]?.id, properties: {tier: 'Gold'}});
  expect((await readAll(new Date().toISOString())).length).toBe(1);
});

test('the same values again change nothing, and nobody is updated who is not there', async () => {
  const email = (await cohort.users())[0]?.email ?? '';
  await client.writeUsers('upsert', [toText(email, ['Changed', undefined])]);
  const {results} = await client.writeUsers('update', [
    toText(email, ['Changed', undefined]),
    toText('nobody@example.com', ['Nobody', undefined]),
  ]);
  expect(results.map(({status}) => status)).toEqual(['unchanged', 'not_found']);
});

test('an address that a user has given up is free for another', async () => {
  const [first] = await cohort.users();
  const old = first?.email ?? '';
  const moved = {id: first?.id ?? '', email: 'moved@example.com'};
  await client.writeUsers('update', [toText(moved, [undefined, undefined])]);
  expect(await client.lookUpUsers([old], [])).toEqual([]);
  const {results} = await client.writeUsers('upsert', [toText(old, ['Other', undefined])]);
  expect(results[0]).toMatchObject({status: 'created'});
  const found = await client.findUsers({emails: [old, 'moved@example.com']}, []);
  expect(new Set(found.users.map(({id}) => id)).size).toBe(2);
});

test('a write right after its lookup costs no further call', async () => {
  const emails = (await cohort.users()).slice(0, 50).map(({email}) => email);
  await cohort.forget();
  await client.lookUpUsers([...emails, 'new@example.com'], []);
  const calls = await cohort.calls();
  await client.writeUsers(
    'upsert',
    [...emails, 'new@example.com'].map(email => toText(email, ['X', undefined])),
  );
  expect(await cohort.calls()).toBe(calls);
});
