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
