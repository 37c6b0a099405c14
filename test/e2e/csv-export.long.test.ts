import {mkdir, readdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {stringify} from 'yaml';
import type {Summary} from '../../harness/report/summary.js';
import {startOrg} from '../destination-salesforce/fixtures/org.js';
import {startCohort} from '../fixtures/cohort-emulator.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {writeExportConnection} from '../fixtures/write-export-connection.js';

/** Cohort, whose users a person exports into `exported` beside the connection, and an org. */
async function start() {
  const folder = await temporaryFolder();
  const exported = join(folder, 'exported');
  await mkdir(exported);
  const cohort = await startCohort({users: 0});
  const org = await startOrg();
  onTestFinished(async () => void (await Promise.all([cohort.close(), org.close()])));
  const download = async (name: string) => {
    const response = await fetch(`${cohort.url}/__emulator/users.csv`);
    await writeFile(join(exported, name), await response.text());
  };
  const contacts = () =>
    org.query(
      'SELECT Email, Cohort_User_ID__c, Title, Loyalty_Points__c FROM Contact ORDER BY Email',
    );
  return {folder, exported, cohort, org, download, contacts};
}

const EXPORTED = {properties: {'Loyalty points': 'Loyalty_Points__c', loyalty_tier: 'Title'}};

async function run(command: string, connection: string): Promise<Summary> {
  const argv = [command, '--connection', connection, '--json'];
  const {code, stdout, stderr} = await execute(HARNESS, argv);
  if (code !== 0) throw new Error(`harness ${command} ended with ${code}: ${stdout} ${stderr}`);
  return lastLine(stdout) as Summary;
}

const user = (email: string, loyalty_points: number, loyalty_tier: string) => ({
  email,
  properties: {loyalty_points, loyalty_tier},
});

test('Cohort User IDs and properties get from an exported file into Salesforce without a call to Cohort', async () => {
  const world = await start();
  const {cohort, exported, org, download, contacts} = world;
  await org.put('Contact', {LastName: 'A', Email: 'a@example.com'});
  await org.put('Contact', {LastName: 'B', Email: 'B@example.com'});
  await cohort.put([user('A@example.com', 12, 'Gold'), user('b@example.com', 7, 'a "b", c')]);
  const ids = (await cohort.users()).map(({id}) => id);
  await download('users-1.csv');
  const connection = await writeExportConnection(world, {
    exported: EXPORTED,
    cohort: {export_channel: {type: 'csv', path: 'exported'}},
    import: {enabled: false, object: 'Contact', email_field: 'Email'},
  });
  const before = (await cohort.stats()).requests;
  await run('check', connection);
  expect((await run('sync', connection)).streams).toMatchObject([
    {direction: 'export', read: 2, updated: 2, rejected: 0},
  ]);
  const found = await contacts();
  expect(found.map(({Cohort_User_ID__c}) => Cohort_User_ID__c).toSorted()).toEqual(ids.toSorted());
  expect(found).toMatchObject([
    {Email: 'a@example.com', Title: 'Gold', Loyalty_Points__c: 12},
    {Email: 'B@example.com', Title: 'a "b", c', Loyalty_Points__c: 7},
  ]);
  expect((await run('export', connection)).streams).toMatchObject([{read: 0}]);
  expect((await cohort.stats()).requests).toBe(before);
  await cohort.put([user('b@example.com', 8, 'Gold')]);
  await download('users-2.csv');
  expect((await run('export', connection)).streams).toMatchObject([
    {read: 2, updated: 1, unchanged: 1},
  ]);
  expect(await contacts()).toMatchObject([{}, {Title: 'Gold', Loyalty_Points__c: 8}]);
  await writeFile(join(exported, 'users-3.csv'), 'User ID,Email\n1,"a@example.com\n');
  await expect(run('export', connection)).rejects.toThrow('users-3.csv, line 2: found a quote');
});

test('users get in through files to upload and out through an exported file in one sync', async () => {
  const world = await start();
  const {cohort, folder, exported, org, download, contacts} = world;
  await org.put('Contact', {LastName: 'A', Email: 'a@example.com'});
  await cohort.put([user('a@example.com', 1, 'Gold')]);
  await download('users.csv');
  const connection = await writeExportConnection(world, {
    exported: EXPORTED,
    cohort: {
      channel: {type: 'csv', dir: 'to-upload'},
      export_channel: {type: 'csv', path: 'exported'},
    },
    import: {
      enabled: true,
      object: 'Contact',
      email_field: 'Email',
      users: 'all',
      fields: {LastName: 'lastName'},
    },
  });
  await run('sync', connection);
  expect(await contacts()).toMatchObject([{Title: 'Gold', Loyalty_Points__c: 1}]);
  expect((await readdir(join(folder, 'to-upload'))).some(name => name.endsWith('.csv'))).toBe(true);
  expect((await run('sync', connection)).streams).toMatchObject([
    {direction: 'import', created: 0},
    {direction: 'export', read: 0},
  ]);
  await rm(join(exported, 'users.csv'));
  expect((await run('sync', connection)).streams).toMatchObject([{}, {read: 0, updated: 0}]);
  await writeFile(join(exported, 'users.csv'), 'Email,Loyalty points,Loyalty tier\n');
  await expect(run('check', connection)).rejects.toThrow('users has no field id');
});

test('init asks for the channel, offers the columns of the file, and writes what runs', async () => {
  const world = await start();
  const {folder, cohort, org, download, contacts} = world;
  await org.put('Contact', {LastName: 'A', Email: 'a@example.com'});
  await cohort.put([user('a@example.com', 5, 'Gold')]);
  await download('users.csv');
  const {auth_type, client_id, login_url, client_secret, refresh_token} = org.config;
  const path = join(folder, 'new.yaml');
  const secrets = {salesforce: {client_secret, refresh_token}};
  await writeFile(join(folder, 'new.secrets.yaml'), stringify(secrets), {mode: 0o600});
  const answers = {
    'auth-type': auth_type,
    'login-url': login_url,
    'client-id': client_id,
    channel: 'none',
    'export-channel': 'csv',
    'export-path': 'exported',
    object: 'Contact',
    'user-id-field': 'Cohort_User_ID__c',
    'export-users': 'existing',
  };
  const given = Object.entries(answers).flatMap(([name, value]) => [`--${name}`, value]);
  const init = (properties: string) =>
    execute(HARNESS, ['init', '--connection', path, ...given, '--properties', properties]);
  const refused = await init('loyalty_point=Loyalty_Points__c');
  expect(refused.stderr).toContain('did you mean loyalty_points');
  const {code, stderr} = await init('loyalty_points=Loyalty_Points__c,loyalty_tier=Title');
  expect([code, stderr]).toEqual([0, expect.stringContaining('Written:')]);
  await run('sync', path);
  expect(await contacts()).toMatchObject([{Title: 'Gold', Loyalty_Points__c: 5}]);
});
