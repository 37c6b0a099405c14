import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

async function rows(org: EmulatedOrg, soql: string, resource?: string) {
  return (await org.query(soql, resource)).json.records;
}

test('users have the permission sets of their profiles, the integration user one more', async () => {
  const org = await startOrg();
  const soql =
    "SELECT PermissionSet.Name, PermissionSet.Profile.Name FROM PermissionSetAssignment WHERE Assignee.Username = 'integration@example.com'";
  expect(await rows(org, soql)).toMatchObject([
    {PermissionSet: {Profile: {Name: 'Minimum Access - API Only Integrations'}}},
    {PermissionSet: {Name: 'Cohort_Integration', Profile: null}},
  ]);
  const [set] = await rows(org, "SELECT Id FROM PermissionSet WHERE Name = 'Cohort_Integration'");
  const [admin] = await rows(org, "SELECT Id FROM User WHERE Username = 'admin@example.com'");
  const assign = () =>
    org.call('POST', '/sobjects/PermissionSetAssignment', {
      PermissionSetId: set.Id,
      AssigneeId: admin.Id,
    });
  expect((await assign()).status).toBe(201);
  expect((await assign()).json[0].errorCode).toBe('DUPLICATE_VALUE');
});

test('there are roles, groups and queues, whose members can be changed', async () => {
  const org = await startOrg();
  expect(await rows(org, 'SELECT Name FROM UserRole')).toMatchObject([{Name: 'CEO'}]);
  const [queue] = await rows(org, "SELECT Id FROM Group WHERE Type = 'Queue'");
  const [user] = await rows(org, 'SELECT Id FROM User LIMIT 1');
  const member = {GroupId: queue.Id, UserOrGroupId: user.Id};
  expect((await org.call('POST', '/sobjects/GroupMember', member)).status).toBe(201);
  expect(
    await rows(org, 'SELECT Id, (SELECT UserOrGroupId FROM GroupMembers) FROM Group'),
  ).toMatchObject([{GroupMembers: null}, {GroupMembers: {records: [{UserOrGroupId: user.Id}]}}]);
});

test('a new version of a file makes the file, or becomes its latest version', async () => {
  const org = await startOrg();
  const FirstPublishLocationId = (await org.call('POST', '/sobjects/Contact', {LastName: 'Lee'}))
    .json.id;
  const upload = async (text: string, more: object) => {
    const VersionData = Buffer.from(text).toString('base64');
    const version = {PathOnClient: 'notes.txt', VersionData, ...more};
    return (await org.call('POST', '/sobjects/ContentVersion', version)).json.id;
  };
  const first = await upload('one', {FirstPublishLocationId});
  const {json} = await org.call('GET', `/sobjects/ContentVersion/${first}`);
  const {ContentDocumentId} = json;
  expect(json).toMatchObject({Title: 'notes', FileType: 'TEXT', ContentSize: 3, IsLatest: true});
  const latest = await upload('second', {ContentDocumentId});
  expect(
    await rows(org, 'SELECT VersionNumber, IsLatest FROM ContentVersion ORDER BY VersionNumber'),
  ).toMatchObject([
    {VersionNumber: '1', IsLatest: false},
    {VersionNumber: '2', IsLatest: true},
  ]);
  expect(
    await rows(org, 'SELECT LatestPublishedVersionId, ContentSize FROM ContentDocument'),
  ).toMatchObject([{LatestPublishedVersionId: latest, ContentSize: 6}]);
  const links = 'SELECT LinkedEntityId, ShareType FROM ContentDocumentLink';
  expect(
    await rows(org, `${links} WHERE ContentDocumentId = '${ContentDocumentId}'`),
  ).toMatchObject([{ShareType: 'I'}, {ShareType: 'V', LinkedEntityId: FirstPublishLocationId}]);
  expect((await org.query(links)).json[0]).toMatchObject({
    errorCode: 'MALFORMED_QUERY',
    message: expect.stringContaining('requires a filter by a single Id'),
  });
  await org.call('DELETE', `/sobjects/ContentDocument/${ContentDocumentId}`);
  expect(await rows(org, 'SELECT Id FROM ContentVersion')).toEqual([]);
});

test('custom objects and fields are in the Tooling API only', async () => {
  const describeFile = join(mkdtempSync(join(tmpdir(), 'pet-')), 'pet.json');
  const fields = [
    {name: 'Id', type: 'id', label: 'ID'},
    {name: 'Colour__c', type: 'string', label: 'Colour', custom: true, length: 40},
  ];
  const pet = {name: 'Pet__c', label: 'Pet', keyPrefix: 'a00', queryable: true, fields};
  writeFileSync(describeFile, JSON.stringify(pet));
  const org = await startOrg({describeFiles: [describeFile]});
  const [object] = await rows(org, 'SELECT Id, DeveloperName FROM CustomObject', 'tooling/query');
  expect(object.DeveloperName).toBe('Pet');
  const soql =
    "SELECT DeveloperName, TableEnumOrId, Length, EntityDefinition.QualifiedApiName FROM CustomField WHERE EntityDefinition.QualifiedApiName = 'Pet__c'";
  expect(await rows(org, soql, 'tooling/query')).toMatchObject([
    {
      DeveloperName: 'Colour',
      TableEnumOrId: object.Id,
      Length: 40,
      EntityDefinition: {QualifiedApiName: 'Pet__c'},
    },
  ]);
  expect(await rows(org, 'SELECT Id FROM ValidationRule', 'tooling/query')).toEqual([]);
  expect((await org.query('SELECT Id FROM CustomField')).json[0].errorCode).toBe('INVALID_TYPE');
  expect((await org.call('GET', '/sobjects/CustomField/describe')).status).toBe(404);
  expect((await org.call('GET', '/tooling/sobjects/CustomField/describe')).status).toBe(200);
});

test('definitions are found by the name of their object, and can only be filtered so', async () => {
  const org = await startOrg({queryPageSize: 5});
  const ofContact = "FROM FieldDefinition WHERE EntityDefinitionId = 'Contact'";
  expect(
    await rows(
      org,
      `SELECT DataType, EntityDefinition.Label ${ofContact} AND QualifiedApiName = 'AccountId'`,
    ),
  ).toMatchObject([{DataType: 'Lookup(Account)', EntityDefinition: {Label: 'Contact'}}]);
  const children =
    "SELECT (SELECT QualifiedApiName FROM Fields) FROM EntityDefinition WHERE DurableId = 'UserRole'";
  const [role] = await rows(org, children);
  expect(role.Fields.records[0].QualifiedApiName).toBe('Id');
  const refusals: [soql: string, message: string][] = [
    ['SELECT Id FROM FieldDefinition', 'a filter on a reified column is required'],
    [`SELECT Id ${ofContact}`, 'does not support queryMore()'],
    ["SELECT Id FROM EntityDefinition WHERE Label != 'x'", 'Only equals comparisons permitted'],
    [
      "SELECT Id FROM EntityDefinition WHERE Label = 'x' OR Label = 'y'",
      'Disjunctions not supported',
    ],
    ['SELECT Label FROM EntityDefinition GROUP BY Label', 'not yet supported by this SObject'],
  ];
  for (const [soql, message] of refusals)
    expect((await org.query(soql)).json[0].message, soql).toContain(message);
});
