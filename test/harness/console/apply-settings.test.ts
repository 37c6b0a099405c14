import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {
  editConnection,
  OUTDATED,
  versionOf,
} from '../../../harness/console/connections/edit-connection.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {saveSettings} from './save-settings.js';

const TEXT = `# The connection of Acme
salesforce:
  client_id: key # of the External Client App
cohort: {}
import:
  enabled: true
  object: Contact
  email_field: Email
  users: all
  fields:
    # Shown on the card
    FirstName: firstName
    Loyalty_Points__c: {property: loyalty_points, wins: cohort}
export:
  enabled: true
  user_id_field: Cohort_User_ID__c
  users: existing
  properties:
    firstName: FirstName # both ways
  create_defaults:
    LastName: Unknown
    Score__c: 5
`;

const UNCHANGED: [string, string][] = [
  ['import_enabled', 'on'],
  ['object', 'Contact'],
  ['email_field', 'Email'],
  ['import_users', 'all'],
  ['row', 'FirstName'],
  ['pick', 'FirstName'],
  ['property:FirstName', 'firstName'],
  ['wins:FirstName', ''],
  ['row', 'Loyalty_Points__c'],
  ['pick', 'Loyalty_Points__c'],
  ['property:Loyalty_Points__c', 'loyalty_points'],
  ['wins:Loyalty_Points__c', 'cohort'],
  ['export_enabled', 'on'],
  ['user_id_field', 'Cohort_User_ID__c'],
  ['export_users', 'existing'],
  ['property_row', 'firstName'],
  ['to:firstName', 'FirstName'],
  ['when:firstName', ''],
  ['import_where', ''],
  ['export_where', ''],
  ['create_defaults', 'LastName=Unknown\r\nScore__c=5'],
  ['max_rejected', ''],
  ['max_changes', ''],
  ['api_calls', ''],
  ['on_failure', ''],
  ['on_delete', ''],
  ['schedule', ''],
];

const save = (fields: readonly [string, string][], before = TEXT) => saveSettings(before, fields);

function changed(changes: Record<string, string | undefined>): [string, string][] {
  const kept = UNCHANGED.filter(([name]) => !Object.hasOwn(changes, name));
  const added = Object.entries(changes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  return [...kept, ...added];
}

test('a form that changes nothing leaves the file as it is, byte by byte', async () => {
  expect(await save(UNCHANGED)).toMatchObject({problem: undefined, text: TEXT});
});

test('a field is added, and comments and the rest stay', async () => {
  const {text, connection} = await save([
    ...UNCHANGED,
    ['row', 'Title'],
    ['pick', 'Title'],
    ['property:Title', 'job_title'],
    ['wins:Title', 'newest'],
    ['row', 'Phone'],
    ['property:Phone', 'phone'],
  ]);
  expect(connection.import.fields).toEqual({
    FirstName: 'firstName',
    Loyalty_Points__c: {property: 'loyalty_points', wins: 'cohort'},
    Title: {property: 'job_title', wins: 'newest'},
  });
  expect(text).toContain('# Shown on the card');
  expect(text).toContain('# both ways');
});

test('a field that is no longer ticked is removed; one that was not shown stays', async () => {
  const rows = UNCHANGED.filter(([name, value]) => name !== 'pick' || value !== 'FirstName');
  const {connection} = await save(rows.filter(([, value]) => value !== 'Loyalty_Points__c'));
  expect(Object.keys(connection.import.fields)).toEqual(['Loyalty_Points__c']);
});

test('turning import off turns export off and forgets none of it', async () => {
  const {connection} = await save(
    UNCHANGED.filter(
      ([name]) => !/^(import_enabled|export|user_id|property_row|to:|create)/.test(name),
    ),
  );
  expect(connection.import.enabled).toBe(false);
  expect(connection.export).toMatchObject({
    enabled: false,
    user_id_field: 'Cohort_User_ID__c',
    properties: {firstName: 'FirstName'},
    create_defaults: {LastName: 'Unknown', Score__c: 5},
  });
});

test('limits and schedule are set and removed', async () => {
  const {text, connection} = await save(changed({max_rejected: '5%', schedule: 'every 15m'}));
  expect(connection).toMatchObject({limits: {max_rejected: '5%'}, schedule: 'every 15m'});
  expect(text).toContain('# The connection of Acme');
  expect((await save(changed({max_rejected: '10'}))).connection.limits).toEqual({max_rejected: 10});
});

test('each limit, the alert and what a deletion does are set', async () => {
  const {problem, connection} = await save(
    changed({
      max_changes: '10%',
      api_calls: '500',
      on_failure: 'https://alerts.example.com/crm',
      on_delete: 'property',
      on_delete_property: 'crm_status',
      on_delete_value: 'deleted',
    }),
  );
  expect(problem).toBeUndefined();
  expect(connection).toMatchObject({
    limits: {max_changes: '10%', api_calls: 500},
    on_failure: 'https://alerts.example.com/crm',
    import: {on_delete: 'property:crm_status=deleted'},
  });
});

test('an alert that the form does not have stays as it is', async () => {
  const fields = changed({on_failure: undefined});
  expect(await save(fields)).toMatchObject({problem: undefined, text: TEXT});
});

test.each([
  [{schedule: 'whenever'}, /at \/schedule: found "whenever"/],
  [{max_rejected: 'many'}, /limits\/max_rejected/],
  [{api_calls: '10%'}, /limits\/api_calls/],
  [{on_delete: 'delete'}, /import\/on_delete/],
  [{on_delete: 'property'}, /import\/on_delete: a user property and its value are needed/],
  [{channel: 'fax'}, /cohort\/channel/],
  [
    {create_defaults: 'LastName'},
    /at \/export\/create_defaults: found "LastName", expected Field=value/,
  ],
  [
    {import_where: 'Title'},
    /at \/import\/where\/0: found "Title", expected a condition such as Title = CEO/,
  ],
  [{import_where: 'Title = CEO\r\nTitle about CEO'}, /import\/where\/1\/op/],
  [{export_where: 'loyalty_points'}, /at \/export\/where\/0: found "loyalty_points"/],
  [{'when:firstName': 'sometimes'}, /export\/properties\/firstName/],
  [{object: ''}, /"object" is missing|object/],
  [{import_users: 'some'}, /import\/users/],
])('%j is not saved, and the reason names the key', async (changes, reason) => {
  const {problem, text} = await save(changed(changes as Record<string, string>));
  expect(problem).toMatch(reason);
  expect(text).toBe(TEXT);
});

test('conditions and when a property is written are set and removed', async () => {
  const chosen = changed({
    import_where: 'Title = CEO\r\nAccount.Type in Customer, Partner',
    export_where: 'segment: gold-tier\r\nloyalty_points >= 100',
    'when:firstName': 'empty',
  });
  const {problem, text, connection} = await save(chosen);
  expect(problem).toBeUndefined();
  expect(connection.import.where).toEqual([
    {field: 'Title', op: '=', value: 'CEO'},
    {field: 'Account.Type', op: 'in', value: ['Customer', 'Partner']},
  ]);
  expect(connection.export.where).toEqual([
    {segment: 'gold-tier'},
    {property: 'loyalty_points', op: '>=', value: 100},
  ]);
  expect(connection.export.properties).toEqual({firstName: {field: 'FirstName', when: 'empty'}});
  const {connection: emptied} = await save(UNCHANGED, text);
  expect(emptied).toEqual(parse(TEXT));
});

test('of two changes of the same version that arrive together, one is made and the other refused', async () => {
  const path = join(await temporaryFolder(), 'acme.yaml');
  writeFileSync(path, TEXT);
  const set = (schedule: string) =>
    editConnection(path, {
      version: versionOf(TEXT),
      change: document => document.set('schedule', schedule),
    });
  expect(await Promise.all([set('every 15m'), set('every 30m')])).toEqual([undefined, OUTDATED]);
  expect(parse(readFileSync(path, 'utf8')).schedule).toBe('every 15m');
});
