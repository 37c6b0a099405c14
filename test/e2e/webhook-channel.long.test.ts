import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {Summary} from '../../harness/report/summary.js';
import {startOrg} from '../destination-salesforce/fixtures/org.js';
import {startCohort} from '../fixtures/cohort-emulator.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {writeExportConnection} from '../fixtures/write-export-connection.js';
import {SECRET} from '../source-cohort/webhooks/fixtures/deliveries.js';
import {startProgram, storedEvents} from '../source-cohort/webhooks/fixtures/receiver-program.js';

/** Cohort, whose webhooks a receiver stores in `events` beside the connection, and an org. */
async function start() {
  const folder = await temporaryFolder();
  const events = join(folder, 'events');
  const receiver = await startProgram(events);
  const cohort = await startCohort({users: 0, webhooks: {url: receiver.url, secret: SECRET}});
  const org = await startOrg();
  onTestFinished(async () => {
    await Promise.all([cohort.close(), org.close(), receiver.end('SIGTERM')]);
  });
  const writeUsers = (...users: object[]) => cohort.ask('/v1/users/batch', {mode: 'upsert', users});
  const stored = (count: number) =>
    expect.poll(async () => (await storedEvents(events)).length, {timeout: 20_000}).toBe(count);
  const contacts = () =>
    org.query('SELECT Email, Cohort_User_ID__c, Title FROM Contact ORDER BY Email');
  return {folder, cohort, org, writeUsers, stored, contacts};
}

const EXPORTED = {properties: {badgeNames: 'Title'}, clear_empty: true};

async function run(command: string, connection: string): Promise<Summary> {
  const argv = [command, '--connection', connection, '--json'];
  const {code, stdout, stderr} = await execute(HARNESS, argv);
  if (code !== 0) throw new Error(`harness ${command} ended with ${code}: ${stdout} ${stderr}`);
  return lastLine(stdout) as Summary;
}

const gold = (email: string) => ({email, properties: {loyalty_tier: 'Gold'}});
const silver = (email: string) => ({email, properties: {loyalty_tier: 'Silver'}});

test('Cohort User IDs and badges get from webhooks into Salesforce without a call to Cohort', async () => {
  const world = await start();
  const {cohort, org, writeUsers, stored, contacts} = world;
  await org.put('Contact', {LastName: 'A', Email: 'a@example.com'});
  await org.put('Contact', {LastName: 'B', Email: 'b@example.com'});
  await writeUsers(gold('a@example.com'), silver('b@example.com'));
  await stored(3);
  const connection = await writeExportConnection(world, {
    exported: EXPORTED,
    cohort: {channel: {type: 'webhooks', dir: 'events'}},
    import: {enabled: false, object: 'Contact', email_field: 'Email'},
  });
  const before = (await cohort.stats()).requests;
  await run('check', connection);
  const {streams} = await run('sync', connection);
  expect(streams).toMatchObject([{direction: 'export', updated: 2, rejected: 0}]);
  const [a, b] = await contacts();
  expect(a).toMatchObject({Title: 'Gold', Cohort_User_ID__c: expect.stringMatching(/^[\w-]{36}$/)});
  expect(b).toMatchObject({Cohort_User_ID__c: expect.stringMatching(/^[\w-]{36}$/)});
  expect((await run('export', connection)).streams).toMatchObject([{read: 0}]);
  expect((await cohort.stats()).requests).toBe(before);
  await writeUsers(gold('b@example.com'));
  await stored(5);
  expect((await run('export', connection)).streams).toMatchObject([{read: 1, updated: 1}]);
  await writeUsers(silver('a@example.com'));
  await stored(7);
  await run('export', connection);
  expect(await contacts()).toMatchObject([{Title: null}, {Title: 'Gold'}]);
});

test('users get in through files and out through webhooks in one sync', async () => {
  const world = await start();
  const {cohort, folder, org, writeUsers, stored, contacts} = world;
  await org.put('Contact', {LastName: 'A', Email: 'a@example.com'});
  await writeUsers(gold('a@example.com'));
  await stored(2);
  const connection = await writeExportConnection(world, {
    exported: EXPORTED,
    cohort: {
      channel: {type: 'csv', dir: 'to-upload'},
      export_channel: {type: 'webhooks', dir: 'events'},
    },
    import: {
      enabled: true,
      object: 'Contact',
      email_field: 'Email',
      users: 'all',
      fields: {LastName: 'lastName'},
    },
  });
  const before = (await cohort.stats()).requests;
  await run('check', connection);
  await run('sync', connection);
  expect(await contacts()).toMatchObject([{Title: 'Gold'}]);
  expect((await readdir(join(folder, 'to-upload'))).some(name => name.endsWith('.csv'))).toBe(true);
  expect((await run('sync', connection)).streams).toMatchObject([
    {direction: 'import', created: 0},
    {direction: 'export', read: 0},
  ]);
  expect((await cohort.stats()).requests).toBe(before);
});

test('connect tests an API key with the API, whatever the channel of the connection', async () => {
  const folder = await temporaryFolder();
  const cohort = await startCohort({users: 0});
  const org = await startOrg();
  onTestFinished(async () => void (await Promise.all([cohort.close(), org.close()])));
  const connection = await writeExportConnection(
    {folder, org},
    {
      exported: EXPORTED,
      cohort: {api_url: cohort.url, channel: {type: 'csv', dir: 'to-upload'}},
      import: {enabled: false},
      export: {enabled: false},
    },
  );
  const argv = ['connect', 'cohort', '--connection', connection];
  const {code, stderr} = await execute(HARNESS, argv, {input: `${cohort.apiKey}\n`});
  expect(stderr).toContain('Connected to Cohort');
  expect(code).toBe(0);
});
