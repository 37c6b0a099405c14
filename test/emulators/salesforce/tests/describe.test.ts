import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';

type Field = {name: string; [attribute: string]: unknown};

test('the versions need no token, everything else does', async () => {
  const org = await startOrg();
  const versions = await (await fetch(`${org.url}/services/data`)).json();
  expect(versions).toContainEqual({
    label: "Winter '26",
    url: '/services/data/v65.0',
    version: '65.0',
  });
  expect(versions).toContainEqual({
    label: "Spring '18",
    url: '/services/data/v42.0',
    version: '42.0',
  });
  const refused = await org.call('GET', '/sobjects', undefined, {authorization: 'Bearer wrong'});
  expect(refused.status).toBe(401);
  expect(refused.json).toEqual([
    {message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID'},
  ]);
});

test('the resource map names the identity URL of the caller', async () => {
  const org = await startOrg();
  const {json} = await org.call('GET', '/');
  expect(json.query).toBe('/services/data/v62.0/query');
  const identity = await fetch(json.identity, {
    headers: {authorization: `Bearer ${org.credentials.access_token}`},
  });
  expect(await identity.json()).toMatchObject({username: 'integration@example.com', active: true});
});

test('an unknown version, object or path is not found', async () => {
  const org = await startOrg();
  const body = [{message: 'The requested resource does not exist', errorCode: 'NOT_FOUND'}];
  for (const path of ['//services/data/v99.0/sobjects', '/sobjects/Nothing/describe', '/nowhere'])
    expect(await org.call('GET', path)).toMatchObject({status: 404, json: body});
});

test('paths are taken with doubled slashes and in any case', async () => {
  const org = await startOrg();
  expect((await org.call('GET', '////services//data/v62.0/LIMITS')).status).toBe(200);
});

test('global describe lists the objects with what may be done to them', async () => {
  const org = await startOrg();
  const {json} = await org.call('GET', '/sobjects');
  expect(json.maxBatchSize).toBe(200);
  const names = json.sobjects.map((object: Field) => object.name);
  expect(names).toEqual([
    'Account',
    'ApexClass',
    'ApexTrigger',
    'Campaign',
    'CampaignMember',
    'Case',
    'Contact',
    'ContentDocument',
    'ContentDocumentLink',
    'ContentVersion',
    'EntityDefinition',
    'Event',
    'FieldDefinition',
    'Group',
    'GroupMember',
    'Lead',
    'Opportunity',
    'Organization',
    'PermissionSet',
    'PermissionSetAssignment',
    'Profile',
    'RecordType',
    'Task',
    'Topic',
    'TopicAssignment',
    'User',
    'UserRole',
  ]);
  expect(json.sobjects.find((object: Field) => object.name === 'User')).toMatchObject({
    deletable: false,
    keyPrefix: '005',
    urls: {describe: '/services/data/v62.0/sobjects/User/describe'},
  });
});

test('a describe has the attributes by which clients choose and check fields', async () => {
  const org = await startOrg();
  const {json} = await org.call('GET', '/sobjects/contact/describe');
  const field = (name: string) => json.fields.find((found: Field) => found.name === name);
  expect(field('Id')).toMatchObject({
    type: 'id',
    createable: false,
    idLookup: true,
    soapType: 'tns:ID',
  });
  expect(field('Email')).toMatchObject({
    type: 'email',
    length: 80,
    byteLength: 240,
    idLookup: true,
    externalId: false,
  });
  expect(field('LastName')).toMatchObject({
    nillable: false,
    compoundFieldName: 'Name',
    createable: true,
  });
  expect(field('Name')).toMatchObject({createable: false, nameField: true, length: 121});
  expect(field('Description')).toMatchObject({filterable: false, sortable: false, length: 32_000});
  expect(field('MailingAddress')).toMatchObject({
    type: 'address',
    createable: false,
    soapType: 'urn:address',
  });
  expect(field('AccountId')).toMatchObject({
    referenceTo: ['Account'],
    relationshipName: 'Account',
    length: 18,
  });
  expect(field('Loyalty_Tier__c')).toMatchObject({custom: true, restrictedPicklist: true});
  expect(field('External_Ref__c')).toMatchObject({
    externalId: true,
    unique: true,
    caseSensitive: false,
  });
  expect(json.childRelationships).toContainEqual(
    expect.objectContaining({childSObject: 'Contact', field: 'ReportsToId'}),
  );
});

test('a describe that has not changed is not sent again', async () => {
  const org = await startOrg();
  const first = await org.call('GET', '/sobjects/Contact/describe');
  const since = first.headers.get('last-modified') ?? '';
  const again = await org.call('GET', '/sobjects/Contact/describe', undefined, {
    'if-modified-since': since,
  });
  expect(again).toMatchObject({status: 304, text: ''});
  const older = {'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT'};
  expect((await org.call('GET', '/sobjects/Contact/describe', undefined, older)).status).toBe(200);
});

test('objects and custom fields can be brought as describes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'describe-'));
  const file = (name: string, content: object) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const text = {
    type: 'string',
    soapType: 'xsd:string',
    createable: true,
    updateable: true,
    nillable: true,
  };
  const id = {name: 'Id', label: 'Id', type: 'id', soapType: 'tns:ID', length: 18};
  const number = {...text, type: 'double', soapType: 'xsd:double', precision: 18, scale: 15};
  const place = [
    {name: 'Place__c', label: 'Place', type: 'location', soapType: 'urn:location'},
    {...number, name: 'Place__Latitude__s', compoundFieldName: 'Place__c'},
    {...number, name: 'Place__Longitude__s', compoundFieldName: 'Place__c'},
  ];
  const describeFiles = [
    file('contact.json', {
      name: 'Contact',
      fields: [{...text, name: 'Shoe__c', label: 'Shoe', length: 5, custom: true}],
    }),
    file('visit.json', {
      result: {
        name: 'Visit__c',
        label: 'Visit',
        labelPlural: 'Visits',
        keyPrefix: 'a01',
        createable: true,
        queryable: true,
        fields: [id, {...text, name: 'Shop__c', label: 'Shop', length: 20}, ...place],
      },
    }),
  ];
  const org = await startOrg({describeFiles});
  const visit = {Shop__c: 'Berlin', Place__Latitude__s: 52.5, Place__Longitude__s: 13.4};
  const created = await org.call('POST', '/sobjects/Visit__c', visit);
  expect(created.json.id).toMatch(/^a01/);
  const found = await org.query("SELECT Shop__c, Place__c FROM Visit__c WHERE Shop__c = 'berlin'");
  expect(found.json.records).toMatchObject([
    {Shop__c: 'Berlin', Place__c: {latitude: 52.5, longitude: 13.4}},
  ]);
  const {json} = await org.call('POST', '/sobjects/Contact', {LastName: 'X', Shoe__c: 'too long'});
  expect(json[0].message).toBe('Shoe: data value too large: too long (max length=5)');
});

test('a user sees and writes only the fields the permissions leave', async () => {
  const org = await startOrg({permissions: {'Contact.Birthdate': 'none', 'Contact.Title': 'read'}});
  const {json} = await org.call('GET', '/sobjects/Contact/describe');
  const names = json.fields.map((field: Field) => field.name);
  expect(names).not.toContain('Birthdate');
  expect(json.fields.find((field: Field) => field.name === 'Title').updateable).toBe(false);
  expect((await org.query('SELECT Birthdate FROM Contact')).json[0].errorCode).toBe(
    'INVALID_FIELD',
  );
  const refused = await org.call('POST', '/sobjects/Contact', {LastName: 'X', Title: 'Boss'});
  expect(refused.json[0]).toMatchObject({
    errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    fields: ['Title'],
  });
});

test('every call counts, and the one beyond the daily allowance is refused', async () => {
  const org = await startOrg({dailyApiRequests: 3});
  const first = await org.call('GET', '/limits');
  expect(first.headers.get('sforce-limit-info')).toBe('api-usage=1/3');
  expect(first.json.DailyApiRequests).toEqual({Max: 3, Remaining: 2});
  await org.call('GET', '/sobjects');
  await org.call('GET', '/nowhere');
  const refused = await org.call('GET', '/sobjects');
  expect(refused.status).toBe(403);
  expect(refused.json).toEqual([
    {message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED'},
  ]);
  expect(refused.headers.get('sforce-limit-info')).toBe('api-usage=3/3');
});

test('versions 31 to 68 are served, 20 to 30 are gone, others never were', async () => {
  const org = await startOrg();
  const statusOf = async (version: string) =>
    (await org.call('GET', `//services/data/${version}/limits`)).status;
  for (const version of ['v31.0', 'v65.0', 'v66.0', 'v67.0', 'v68.0', 'V62.0'])
    expect(await statusOf(version)).toBe(200);
  for (const version of ['v20.0', 'v25.0', 'v30.0']) expect(await statusOf(version)).toBe(410);
  for (const version of ['v19.0', 'v69.0', 'v62.1', 'v62', '62.0', 'v100.0'])
    expect(await statusOf(version)).toBe(404);
  expect((await org.call('GET', '//services/data/v30.0/limits')).json).toEqual([
    {errorCode: 'GONE', message: expect.stringContaining('30.0')},
  ]);
  const {json} = await org.call('GET', '//services/data');
  expect(json.at(0)).toMatchObject({version: '31.0', label: "Summer '14"});
  expect(json.at(-1)).toMatchObject({version: '68.0', label: "Winter '27"});
});
