import {expect, test} from 'vitest';
import {create} from './create-record.js';
import {startOrg} from './emulated-org.js';

test('a converted lead cannot be changed', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Lee', Company: 'Acme', IsConverted: true}, 'Lead');
  const lead = {attributes: {type: 'Lead'}, id, LastName: 'New'};
  const {json} = await org.call('PATCH', '/composite/sobjects', {records: [lead]});
  const message = 'cannot reference converted lead';
  expect(json).toEqual([
    {success: false, errors: [{statusCode: 'CANNOT_UPDATE_CONVERTED_LEAD', message, fields: []}]},
  ]);
});

test('contacts join a campaign once, and leave it with it', async () => {
  const org = await startOrg();
  const ContactId = await create(org, {LastName: 'Lee'});
  const CampaignId = await create(org, {Name: 'Spring'}, 'Campaign');
  expect((await org.call('GET', `/sobjects/Campaign/${CampaignId}`)).json).toMatchObject({
    Type: 'Conference',
    Status: 'Planned',
    NumberOfLeads: 0,
  });
  await create(org, {CampaignId, ContactId}, 'CampaignMember');
  const again = await org.call('POST', '/sobjects/CampaignMember', {CampaignId, ContactId});
  expect(again.json[0]).toMatchObject({
    errorCode: 'DUPLICATE_VALUE',
    message: 'Already a campaign member.',
  });
  await org.call('DELETE', `/sobjects/Campaign/${CampaignId}`);
  expect((await org.query('SELECT Id FROM CampaignMember')).json.totalSize).toBe(0);
});

test('a member is a lead or a contact, and has responded when its status says so', async () => {
  const org = await startOrg();
  const CampaignId = await create(org, {Name: 'Spring'}, 'Campaign');
  const nobody = await org.call('POST', '/sobjects/CampaignMember', {CampaignId});
  expect(nobody).toMatchObject({
    status: 400,
    json: [{errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LeadId', 'ContactId']}],
  });
  const ContactId = await create(org, {LastName: 'Lee'});
  const LeadId = await create(org, {LastName: 'Roe', Company: 'Acme'}, 'Lead');
  const id = await create(org, {CampaignId, ContactId, LeadId}, 'CampaignMember');
  const member = async () => (await org.call('GET', `/sobjects/CampaignMember/${id}`)).json;
  expect(await member()).toMatchObject({LeadId: null, Status: 'Sent', HasResponded: false});
  await org.call('PATCH', `/sobjects/CampaignMember/${id}`, {Status: 'Responded'});
  const FirstRespondedDate = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
  expect(await member()).toMatchObject({HasResponded: true, FirstRespondedDate});
});

test('a campaign counts its members and opportunities', async () => {
  const org = await startOrg();
  const CampaignId = await create(org, {Name: 'Spring'}, 'Campaign');
  const counts = async () => (await org.call('GET', `/sobjects/Campaign/${CampaignId}`)).json;
  const ContactId = await create(org, {LastName: 'Lee'});
  const LeadId = await create(org, {LastName: 'Roe', Company: 'Acme'}, 'Lead');
  const one = await create(org, {CampaignId, ContactId, Status: 'Responded'}, 'CampaignMember');
  await create(org, {CampaignId, LeadId}, 'CampaignMember');
  const deal = {CampaignId, CloseDate: '2026-01-01', Amount: 50};
  await create(org, {...deal, Name: 'A', StageName: 'Closed Won'}, 'Opportunity');
  await create(org, {...deal, Name: 'B', StageName: 'Prospecting'}, 'Opportunity');
  const members = {NumberOfContacts: 1, NumberOfLeads: 1, NumberOfResponses: 1};
  const deals = {NumberOfOpportunities: 2, NumberOfWonOpportunities: 1};
  const amounts = {AmountAllOpportunities: 100, AmountWonOpportunities: 50};
  expect(await counts()).toMatchObject({...members, ...deals, ...amounts});
  await org.call('DELETE', `/sobjects/CampaignMember/${one}`);
  expect(await counts()).toMatchObject({NumberOfContacts: 0, NumberOfResponses: 0});
  const found = await org.query('SELECT Id FROM Campaign WHERE NumberOfLeads = 1');
  expect(found.json.totalSize).toBe(1);
});

test('opportunities, cases and events have what Salesforce makes of them', async () => {
  const org = await startOrg();
  const get = async (name: string, id: string) =>
    (await org.call('GET', `/sobjects/${name}/${id}`)).json;
  const deal = {Name: 'A', CloseDate: '2026-01-01', StageName: 'Closed Won'};
  expect(await get('Opportunity', await create(org, deal, 'Opportunity'))).toMatchObject({
    IsClosed: true,
    IsWon: true,
    Probability: 100,
  });
  const ContactId = await create(org, {LastName: 'Lee'});
  const id = await create(org, {Subject: 'Broken', ContactId}, 'Case');
  expect(await get('Case', id)).toMatchObject({
    Status: 'New',
    CaseNumber: '00001000',
    IsClosed: false,
    ClosedDate: null,
  });
  await org.call('PATCH', `/sobjects/Case/${id}`, {Status: 'Closed'});
  expect(await get('Case', id)).toMatchObject({
    IsClosed: true,
    ClosedDate: expect.stringContaining('T'),
  });
  const at = '2026-01-01T10:00:00.000+0000';
  const meeting = {Subject: 'Meeting', WhoId: ContactId, WhatId: id, StartDateTime: at};
  expect(await get('Event', await create(org, meeting, 'Event'))).toMatchObject(meeting);
});

test('a topic is gone when it is deleted, because it has no recycle bin', async () => {
  const org = await startOrg();
  const EntityId = await create(org, {LastName: 'Lee'});
  const TopicId = await create(org, {Name: 'Loyal'}, 'Topic');
  await create(org, {TopicId, EntityId}, 'TopicAssignment');
  expect(
    (await org.query(`SELECT Id FROM TopicAssignment WHERE EntityId = '${EntityId}'`)).json
      .totalSize,
  ).toBe(1);
  await org.call('DELETE', `/sobjects/Topic/${TopicId}`);
  expect((await org.query('SELECT Id FROM Topic', 'queryAll')).json.totalSize).toBe(0);
  expect((await org.query('SELECT Id FROM TopicAssignment')).json.totalSize).toBe(0);
});

test('an account with a last name is a person, in an org that has such', async () => {
  const describeFile = new URL('../person-accounts.json', import.meta.url).pathname;
  const org = await startOrg({describeFiles: [describeFile]});
  const id = await create(org, {FirstName: 'Ann', LastName: 'Lee'}, 'Account');
  const path = `/sobjects/Account/${id}`;
  expect((await org.call('GET', path)).json).toMatchObject({
    Name: 'Ann Lee',
    IsPersonAccount: true,
  });
  await org.call('PATCH', path, {LastName: 'Roe'});
  expect((await org.call('GET', path)).json).toMatchObject({Name: 'Ann Roe'});
  const business = await create(org, {Name: 'Acme'}, 'Account');
  for (const [method, where, fields, names] of [
    ['POST', '/sobjects/Account', {Name: 'Ann Lee', LastName: 'Lee'}, 'Name'],
    ['PATCH', path, {Name: 'Ann Lee'}, 'Name'],
    ['PATCH', `/sobjects/Account/${business}`, {LastName: 'Lee'}, 'LastName'],
  ] as const) {
    expect((await org.call(method, where, fields)).json).toMatchObject([
      {
        errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
        message: `Account: bad field names on insert/update call: ${names}`,
      },
    ]);
  }
  expect((await org.call('POST', '/sobjects/Account', {FirstName: 'Ann'})).status).toBe(400);
});
