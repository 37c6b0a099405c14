import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

async function create(org: EmulatedOrg, object: string, fields: object): Promise<string> {
  const {status, json} = await org.call('POST', `/sobjects/${object}`, fields);
  expect(status).toBe(201);
  return json.id;
}

const setUp = (org: EmulatedOrg, path: string, body: object) =>
  org.call('POST', `//__emulator/${path}`, body);

test('assigning a topic once more succeeds with the id of the assignment that is there', async () => {
  const org = await startOrg();
  const EntityId = await create(org, 'Contact', {LastName: 'Lee'});
  const TopicId = await create(org, 'Topic', {Name: 'Loyal'});
  const first = await create(org, 'TopicAssignment', {TopicId, EntityId});
  expect(await create(org, 'TopicAssignment', {TopicId, EntityId})).toBe(first);
  const record = {attributes: {type: 'TopicAssignment'}, TopicId, EntityId};
  const {json} = await org.call('POST', '/composite/sobjects', {records: [record, record]});
  expect(json).toEqual(Array(2).fill({id: first, success: true, errors: []}));
  expect((await org.query('SELECT Id FROM TopicAssignment')).json.totalSize).toBe(1);
});

const lead = {LastName: 'Lee', FirstName: 'Ada', Company: 'Acme', Email: 'a@b.de', City: 'Bern'};

test('a new lead is unread by its owner, and again by the next owner', async () => {
  const org = await startOrg();
  const id = await create(org, 'Lead', lead);
  const path = `/sobjects/Lead/${id}`;
  const isUnread = async () => (await org.call('GET', path)).json.IsUnreadByOwner;
  expect(await isUnread()).toBe(true);
  await org.call('PATCH', path, {IsUnreadByOwner: false});
  await org.call('PATCH', path, {Title: 'X'});
  expect(await isUnread()).toBe(false);
  const {json: admin} = await org.query("SELECT Id FROM User WHERE Username = 'admin@example.com'");
  await org.call('PATCH', path, {OwnerId: admin.records[0].Id});
  expect(await isUnread()).toBe(true);
  const read = await create(org, 'Lead', {...lead, IsUnreadByOwner: false});
  expect((await org.call('GET', `/sobjects/Lead/${read}`)).json.IsUnreadByOwner).toBe(false);
});

test('a lead is converted into an account and a contact, and then cannot be changed', async () => {
  const org = await startOrg();
  const id = await create(org, 'Lead', {...lead, Cohort_User_ID__c: 'u1'});
  const CampaignId = await create(org, 'Campaign', {Name: 'Spring'});
  const member = await create(org, 'CampaignMember', {CampaignId, LeadId: id});
  const {json} = await setUp(org, 'convert-lead', {
    lead: id,
    fields: {Cohort_User_ID__c: 'Cohort_User_ID__c'},
  });
  const path = `/sobjects/Lead/${id}`;
  expect((await org.call('GET', path)).json).toMatchObject({
    IsConverted: true,
    Status: 'Closed - Converted',
    ConvertedAccountId: json.accountId,
    ConvertedContactId: json.contactId,
    IsUnreadByOwner: false,
  });
  expect((await org.call('GET', `/sobjects/Contact/${json.contactId}`)).json).toMatchObject({
    FirstName: 'Ada',
    Email: 'a@b.de',
    MailingCity: 'Bern',
    Cohort_User_ID__c: 'u1',
    AccountId: json.accountId,
  });
  expect((await org.call('GET', `/sobjects/Account/${json.accountId}`)).json.Name).toBe('Acme');
  expect((await org.call('GET', `/sobjects/CampaignMember/${member}`)).json.ContactId).toBe(
    json.contactId,
  );
  const refused = {
    errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD',
    message: 'cannot reference converted lead',
  };
  expect((await org.call('PATCH', path, {Title: 'X'})).json[0]).toMatchObject(refused);
  const task = await org.call('POST', '/sobjects/Task', {Subject: 'Call', WhoId: id});
  expect(task.json[0]).toMatchObject(refused);
  expect((await setUp(org, 'convert-lead', {lead: id})).status).toBe(400);
});

test('a lead can be converted into an account and a contact that are there', async () => {
  const org = await startOrg();
  const account = await create(org, 'Account', {Name: 'Old'});
  const contact = await create(org, 'Contact', {LastName: 'Kept'});
  const id = await create(org, 'Lead', lead);
  const {json} = await setUp(org, 'convert-lead', {lead: id, account, contact});
  expect(json).toEqual({leadId: id, accountId: account, contactId: contact});
  expect((await org.call('GET', `/sobjects/Contact/${contact}`)).json).toMatchObject({
    LastName: 'Kept',
    FirstName: 'Ada',
    AccountId: account,
  });
});

test('archived activities are in queryAll only', async () => {
  const org = await startOrg();
  const WhoId = await create(org, 'Contact', {LastName: 'Lee'});
  const [old, recent] = [
    await create(org, 'Task', {Subject: 'Old', WhoId}),
    await create(org, 'Task', {Subject: 'Recent', WhoId}),
  ];
  const before = (await org.call('GET', `/sobjects/Task/${old}`)).json.SystemModstamp;
  expect((await setUp(org, 'archive', {ids: [old]})).json).toEqual({ids: [old]});
  const soql = 'SELECT Id, IsArchived, IsDeleted, SystemModstamp FROM Task';
  expect((await org.query(soql)).json.records).toMatchObject([{Id: recent}]);
  expect((await org.query(soql, 'queryAll')).json.records).toMatchObject([
    {Id: old, IsArchived: true, IsDeleted: false, SystemModstamp: before},
    {Id: recent, IsArchived: false},
  ]);
  const rows = async (operation: string) => {
    const {json: job} = await org.call('POST', '/jobs/query', {operation, query: soql});
    return (await org.call('GET', `/jobs/query/${job.id}/results`)).text.trim().split('\n').length;
  };
  expect(await rows('query')).toBe(2);
  expect(await rows('queryAll')).toBe(3);
  expect((await setUp(org, 'archive', {ids: [WhoId]})).status).toBe(400);
});

test('the records of a big object are not counted', async () => {
  const describeFile = join(mkdtempSync(join(tmpdir(), 'big-')), 'visit.json');
  const field = {nillable: true, createable: true, custom: true, length: 80};
  writeFileSync(
    describeFile,
    JSON.stringify({
      name: 'Visit__b',
      label: 'Visit',
      keyPrefix: 'x0a',
      createable: true,
      queryable: true,
      fields: [
        {name: 'Id', type: 'id', label: 'ID'},
        {...field, name: 'Email__c', label: 'Email'},
      ],
    }),
  );
  const org = await startOrg({describeFiles: [describeFile], queryPageSize: 2});
  for (const Email__c of ['a@b.de', 'c@d.de', 'e@f.de']) await create(org, 'Visit__b', {Email__c});
  const {json: first} = await org.query('SELECT Id FROM Visit__b');
  expect(first).toMatchObject({totalSize: -1, done: false});
  const {json: second} = await org.call('GET', `/${first.nextRecordsUrl}`);
  expect(second).toMatchObject({totalSize: -1, done: true, records: [{}]});
  const errorOf = async (soql: string) => (await org.query(soql)).json[0]?.errorCode;
  for (const condition of ["LIKE 'a%'", "!= 'a@b.de'", "NOT IN ('a@b.de')"])
    expect(await errorOf(`SELECT Id FROM Visit__b WHERE Email__c ${condition}`)).toBe(
      'BIG_OBJECT_UNSUPPORTED_OPERATION',
    );
  expect((await org.query('SELECT COUNT() FROM Visit__b')).json[0].message).toContain(
    'Aggregate functions not supported',
  );
  const equal = "SELECT Email__c FROM Visit__b WHERE Email__c = 'c@d.de' AND Email__c < 'x'";
  expect((await org.query(equal)).json.records).toHaveLength(1);
});

test('a LIKE that begins with a wildcard can run for too long', async () => {
  const org = await startOrg({contacts: 20});
  await org.fault({kind: 'like-timeout', rows: 10});
  const slow = "SELECT Id FROM Contact WHERE Email LIKE '%@example.com'";
  expect((await org.query(slow)).json).toEqual([
    {errorCode: 'QUERY_TIMEOUT', message: 'Your query request was running for too long.'},
  ]);
  const {json: job} = await org.call('POST', '/jobs/query', {operation: 'query', query: slow});
  expect((await org.call('GET', `/jobs/query/${job.id}`)).json).toMatchObject({
    state: 'Failed',
    errorMessage: 'QUERY_TIMEOUT : Your query request was running for too long.',
  });
  for (const soql of [
    "SELECT Id FROM Contact WHERE Email LIKE 'a%'",
    "SELECT Id FROM Account WHERE Name LIKE '%a'",
  ])
    expect((await org.query(soql)).status).toBe(200);
  await org.fault({kind: 'like-timeout', on: false});
  expect((await org.query(slow)).status).toBe(200);
});
