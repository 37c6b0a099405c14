import {readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Summary} from '../../harness/report/summary.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {
  complete,
  EVENTS,
  example,
  gold,
  harness,
  startAlsoWorld,
  TASKS,
} from './fixtures/also-world.js';

test('events become records of a custom object, once, and those of a person without a record follow it', async () => {
  const {folder, cohort, org, connect, person} = await startAlsoWorld();
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
    const {cohort, org, connect, person} = await startAlsoWorld();
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
  const {folder, cohort, org, members, connect, enlist, leave, person} = await startAlsoWorld();
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
  const {connect} = await startAlsoWorld();
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
  const {folder, cohort, org, members, person, enlist} = await startAlsoWorld();
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
