import {expect, test} from 'vitest';
import {create} from './create-record.js';
import {startOrg} from './emulated-org.js';
import {aroundNow, records, setUp} from './scenarios.js';

test('a clone has the values of its original but those of unique fields', async () => {
  const org = await startOrg();
  const fields = {LastName: 'Lee', Email: 'a@b.de', Cohort_User_ID__c: 'u1', External_Ref__c: 'r1'};
  const id = await create(org, fields);
  const clone = await setUp(org, 'clone', {id, values: {Title: 'Copy'}});
  expect(
    await records(
      org,
      `SELECT Email, Cohort_User_ID__c, External_Ref__c, Title, CreatedBy.Username FROM Contact WHERE Id = '${clone.json.id}'`,
    ),
  ).toMatchObject([
    {
      Email: 'a@b.de',
      Cohort_User_ID__c: 'u1',
      External_Ref__c: null,
      Title: 'Copy',
      CreatedBy: {Username: 'admin@example.com'},
    },
  ]);
  expect((await setUp(org, 'clone', {id: '003000000000000AAA'})).status).toBe(400);
});

test('a merge leaves one record, which gets what belonged to the others', async () => {
  const org = await startOrg();
  const account = await create(org, {Name: 'A'}, 'Account');
  const other = await create(org, {Name: 'B'}, 'Account');
  const contact = await create(org, {LastName: 'Lee', AccountId: other});
  const {status} = await setUp(org, 'merge', {
    master: account,
    losers: [other],
    values: {Phone: '1'},
  });
  expect(status).toBe(200);
  expect(await records(org, 'SELECT Id, Phone FROM Account')).toEqual([{Id: account, Phone: '1'}]);
  expect(
    await records(org, 'SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true', 'queryAll'),
  ).toEqual([{Id: other, MasterRecordId: account}]);
  expect(await records(org, 'SELECT AccountId FROM Contact')).toEqual([{AccountId: account}]);
  expect((await org.call('GET', `/sobjects/Contact/${contact}`)).json.AccountId).toBe(account);
  const {json} = await org.call('PATCH', `/sobjects/Account/${other}`, {Phone: '2'});
  expect(json[0].errorCode).toBe('ENTITY_IS_DELETED');
  expect((await setUp(org, 'merge', {master: account, losers: [other]})).status).toBe(400);
});

test('a merge takes up to two others, and leaves one member of each campaign', async () => {
  const org = await startOrg();
  const [a = '', b = '', c = '', d = ''] = await Promise.all(
    ['A', 'B', 'C', 'D'].map(LastName => create(org, {LastName})),
  );
  const CampaignId = await create(org, {Name: 'Spring'}, 'Campaign');
  for (const ContactId of [a, b, c]) await create(org, {CampaignId, ContactId}, 'CampaignMember');
  expect((await setUp(org, 'merge', {master: a, losers: [b, c, d]})).status).toBe(400);
  expect((await setUp(org, 'merge', {master: a, losers: [b, c]})).status).toBe(200);
  expect(await records(org, 'SELECT ContactId FROM CampaignMember', 'queryAll')).toEqual([
    {ContactId: a},
  ]);
});

test('merges can be chained: the last master is found step by step', async () => {
  const org = await startOrg();
  const [a, b, c] = [
    await create(org, {LastName: 'A'}),
    await create(org, {LastName: 'B'}),
    await create(org, {LastName: 'C'}),
  ];
  await setUp(org, 'merge', {master: b, losers: [a]});
  await setUp(org, 'merge', {master: c, losers: [b]});
  expect(
    await records(org, 'SELECT Id, MasterRecordId FROM Contact ORDER BY LastName', 'queryAll'),
  ).toEqual([
    {Id: a, MasterRecordId: b},
    {Id: b, MasterRecordId: c},
    {Id: c, MasterRecordId: null},
  ]);
});

test('a deleted record can be undeleted, a merged one too', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Lee'});
  const master = await create(org, {LastName: 'Kim'});
  await setUp(org, 'merge', {master, losers: [id]});
  expect((await setUp(org, 'undelete', {ids: [id]})).json).toEqual({ids: [id]});
  expect(await records(org, `SELECT MasterRecordId FROM Contact WHERE Id = '${id}'`)).toEqual([
    {MasterRecordId: null},
  ]);
  const {json} = await org.call('GET', `/sobjects/Contact/deleted?${aroundNow()}`);
  expect(json.deletedRecords).toEqual([]);
  expect((await setUp(org, 'undelete', {ids: [id]})).status).toBe(400);
});
