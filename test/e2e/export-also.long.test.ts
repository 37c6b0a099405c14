import {readFileSync} from 'node:fs';
import {readFile, rm, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {parse} from 'yaml';
import type {Summary} from '../../harness/report/summary.js';
import {startOrg} from '../destination-salesforce/fixtures/org.js';
import {startCohort} from '../fixtures/cohort-emulator.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {writeExportConnection} from '../fixtures/write-export-connection.js';

const example = (name: string) => resolve('docs/examples', name);

interface Also {
  stream: string;
  object: string;
  external_id_field: string;
  lists?: string[];
  fields: Record<string, string>;
  constants?: Record<string, string>;
}

/** The examples of the page, in their order. */
function examples(): Also[] {
  const page = readFileSync('docs/how-to/export-events-and-lists.md', 'utf8');
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => parse(text));
  return blocks.flatMap((block: {export: {also: Also[]}}) => block.export.also);
}

const [EVENTS, TASKS, MEMBERS] = examples() as [Also, Also, Also];

/** Cohort and an org with the objects of the examples, and a campaign. */
async function start() {
  const folder = await temporaryFolder();
  const describeFiles = ['cohort-event', 'task', 'campaign-member'].map(name =>
    example(`${name}.describe.json`),
  );
  const cohort = await startCohort({users: 0});
  const org = await startOrg({describeFiles});
  onTestFinished(async () => void (await Promise.all([cohort.close(), org.close()])));
  const [campaign = ''] = await org.put('Campaign', {Name: 'VIP'});
  const members = {...MEMBERS, constants: {CampaignId: campaign}};
  const connect = ({write_api, ...also}: object & {write_api?: string}) =>
    writeExportConnection(
      {folder, org},
      {
        apiKey: cohort.apiKey,
        cohort: {api_url: cohort.url},
        import: {
          enabled: true,
          object: 'Contact',
          email_field: 'Email',
          users: 'all',
          fields: {LastName: 'lastName'},
        },
        exported: {
          properties: {loyalty_tier: 'Title'},
          also: [also],
          ...(write_api && {write_api}),
        },
      },
    );
  const enlist = (...emails: string[]) =>
    cohort.ask('/__emulator/lists/add', {list: 'vip', emails});
  const person = (name: string) =>
    org.put('Contact', {LastName: name, Email: `${name}@example.com`});
  const leave = (...emails: string[]) =>
    cohort.ask('/__emulator/lists/remove', {list: 'vip', emails});
  return {folder, cohort, org, members, connect, enlist, leave, person};
}

async function harness(command: string, connection: string) {
  const argv = [command, '--connection', connection, '--json'];
  const {code, stdout, stderr} = await execute(HARNESS, argv);
  if (stdout === '') throw new Error(`harness ${command} ended with ${code}: ${stderr}`);
  return {code, summary: lastLine(stdout) as Summary, stderr};
}

async function complete(command: string, connection: string): Promise<Summary['streams']> {
  const {code, summary, stderr} = await harness(command, connection);
  if (code !== 0) throw new Error(`${code}: ${JSON.stringify(summary.errors)} ${stderr}`);
  return summary.streams.filter(({direction}) => direction === 'also');
}

const gold = (name: string) => ({
  email: `${name}@example.com`,
  properties: {loyalty_tier: 'Gold'},
});

test('events become records of a custom object, once, and those of a person without a record follow it', async () => {
  const {folder, cohort, org, connect, person} = await start();
  await person('ann');
  await cohort.put([gold('ann'), gold('bob')]);
  const connection = await connect(EVENTS);
  await complete('check', connection);
  const planned = await complete('plan', connection);
  const first = await complete('sync', connection);
  expect(planned).toMatchObject([{created: (first[0]?.created ?? 0) + (first[0]?.rejected ?? 0)}]);
  expect(first).toMatchObject([{stream: 'user_events', rejected: expect.any(Number)}]);
  expect(first[0]?.created).toBeGreaterThan(0);
  expect(first[0]?.rejected).toBeGreaterThan(0);
  const soql = 'SELECT Type__c, Badge__c, Occurred_At__c, Contact__r.Email FROM Cohort_Event__c';
  const events = await org.query(soql);
  expect(events).toHaveLength(first[0]?.created ?? 0);
  expect(events).toContainEqual(
    expect.objectContaining({
      Type__c: 'cohort.badge.gained',
      Badge__c: 'Gold',
      Contact__r: expect.objectContaining({Email: 'ann@example.com'}),
    }),
  );
  const rejects = join(folder, 'connection.sync/rejects/user_events.jsonl');
  expect(await readFile(rejects, 'utf8')).toContain('Cohort_User_ID__c');
  expect(await complete('sync', connection)).toMatchObject([{created: 0, updated: 0, read: 0}]);
  expect(await org.query(soql)).toHaveLength(events.length);

  await person('bob');
  await complete('sync', connection);
  const all = await org.query(soql);
  expect(all).toHaveLength(events.length + (first[0]?.rejected ?? 0));
  await expect(readFile(rejects, 'utf8')).rejects.toThrow('ENOENT');
});

test.each(['rest', 'bulk'])(
  'events become tasks of their contact, once, with write_api %s',
  async write_api => {
    const {cohort, org, connect, person} = await start();
    await person('ann');
    await cohort.put([gold('ann')]);
    const connection = await connect({...TASKS, write_api});
    await complete('check', connection);
    const [first] = await complete('sync', connection);
    expect(first?.created).toBeGreaterThan(0);
    const soql = 'SELECT Subject, Status, Who.Name, Cohort_Event_ID__c FROM Task';
    const tasks = await org.query(soql);
    expect(tasks).toHaveLength(first?.created ?? 0);
    for (const task of tasks) {
      expect(task).toMatchObject({Status: 'Completed', Who: {Name: 'ann'}});
    }
    expect(await complete('sync', connection)).toMatchObject([{created: 0, updated: 0}]);
    expect(await org.query(soql)).toEqual(tasks);
  },
);

test('members of a list become campaign members; who leaves stays, and nobody is added twice', async () => {
  const {folder, cohort, org, members, connect, enlist, leave, person} = await start();
  await person('ann');
  await cohort.put([gold('ann'), gold('bob'), gold('cat')]);
  await person('cat');
  await enlist('ann@example.com', 'bob@example.com');
  const connection = await connect(members);
  await complete('check', connection);
  expect(await complete('sync', connection)).toMatchObject([{created: 1, rejected: 1}]);
  expect(await complete('sync', connection)).toMatchObject([{created: 0, updated: 0, rejected: 1}]);
  const rejects = join(folder, 'connection.sync/rejects/list_members.jsonl');
  expect((await readFile(rejects, 'utf8')).trim().split('\n')).toHaveLength(1);
  await person('bob');
  await enlist('cat@example.com');
  expect(await complete('sync', connection)).toMatchObject([
    {created: 2, unchanged: 1, rejected: 0},
  ]);
  await expect(readFile(rejects, 'utf8')).rejects.toThrow('ENOENT');
  await leave('ann@example.com');
  expect(await complete('sync', connection)).toMatchObject([{read: 2, created: 0, updated: 0}]);
  await enlist('ann@example.com');
  expect(await complete('sync', connection)).toMatchObject([{read: 3, created: 0, updated: 0}]);
  const found = await org.query('SELECT Contact.Email, Campaign.Name FROM CampaignMember');
  expect(found.map(({Contact}) => Contact)).toMatchObject(
    expect.arrayContaining(
      ['ann', 'bob', 'cat'].map(name => expect.objectContaining({Email: `${name}@example.com`})),
    ),
  );
  expect(found).toHaveLength(3);
});

test('check refuses what cannot work in the terms of the connection', async () => {
  const {connect} = await start();
  const cases: [Record<string, unknown>, string][] = [
    [{object: 'Cohort_Evnt__c'}, 'Cohort_Evnt__c'],
    [{external_id_field: 'Evnt_ID__c'}, 'export.also[0].external_id_field: Cohort_Event__c has no'],
    [{fields: {eventType: 'Typ__c'}}, 'export.also[0].fields.eventType: Cohort_Event__c has no'],
    [{fields: {evntType: 'Type__c'}}, 'export.also[0].fields.evntType: user_events has no field'],
    [{fields: {eventType: 'CreatedDate'}}, 'CreatedDate (datetime) cannot be written'],
    [{constants: {Nothing__c: 1}}, 'export.also[0].constants.Nothing__c'],
    [{stream: 'list_members', lists: ['vips']}, 'export.also[0].lists: Cohort has no list "vips"'],
    [
      {...TASKS, fields: {'user.id': 'Who.Cohort_User_ID__c'}},
      'Say of which, such as Contact:Who.Cohort_User_ID__c',
    ],
  ];
  for (const [change, message] of cases) {
    const {code, summary} = await harness('check', await connect({...EVENTS, ...change}));
    expect({code, text: JSON.stringify(summary.errors)}).toEqual({
      code: 2,
      text: expect.stringContaining(JSON.stringify(message).slice(1, -1)),
    });
  }
});

test('the catalogs of the examples work with the connectors alone, and a repeated run writes nothing', async () => {
  const {folder, cohort, org, members, person, enlist} = await start();
  await cohort.put([gold('ann')]);
  const [{id = ''} = {}] = await cohort.users();
  const [contact] = await person('ann');
  await org.api('PATCH', `/sobjects/Contact/${contact}`, {Cohort_User_ID__c: id});
  await enlist('ann@example.com');
  for (const [catalog, also] of [
    ['user-events', EVENTS],
    ['list-members', members],
  ] as const) {
    const path = (name: string) => join(folder, `${catalog}.${name}.json`);
    const {object, external_id_field, fields, constants, lists} = {constants: {}, ...also};
    const mapping = {...fields, id: external_id_field};
    const files = {
      source: {...cohort.config, lists},
      destination: {...org.config, object, external_id_field, mapping, constants},
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path(name), JSON.stringify(content));
    }
    const run = async () => {
      await rm(path('state'), {force: true});
      const options = {
        state: path('state'),
        catalog: example(`${catalog}.catalog.json`),
        source: 'bin/source-cohort',
        'source-config': path('source'),
        destination: 'bin/destination-salesforce',
        'destination-config': path('destination'),
      };
      const argv = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
      const {stdout, stderr} = await execute(HARNESS, ['run', '--json', ...argv]);
      if (stdout === '') throw new Error(stderr);
      return lastLine(stdout) as Summary;
    };
    expect(await run()).toMatchObject({status: 'succeeded', streams: [{created: 1, rejected: 0}]});
    expect(await run()).toMatchObject({streams: [{created: 0, updated: 0, unchanged: 1}]});
  }
});
