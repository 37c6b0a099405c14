import {expect, test} from 'vitest';
import {create} from './create-record.js';
import {startOrg} from './emulated-org.js';
import {aroundNow, records, setUp} from './scenarios.js';

test('a hidden record is in no query, and writes to it are refused', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Lee', Cohort_User_ID__c: 'u1', External_Ref__c: 'r1'});
  const other = await create(org, {LastName: 'Kim'});
  await setUp(org, 'hide', {ids: [id]});
  for (const resource of ['query', 'queryAll'])
    expect(await records(org, 'SELECT Id FROM Contact', resource)).toEqual([{Id: other}]);
  expect((await org.query('SELECT COUNT() FROM Contact')).json.totalSize).toBe(1);
  const {json: updated} = await org.call('GET', `/sobjects/Contact/updated?${aroundNow()}`);
  expect(updated.ids).toEqual([other]);
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).status).toBe(404);
  const error = {
    errorCode: 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    message: 'insufficient access rights on cross-reference id',
  };
  const path = `/sobjects/Contact/${id}`;
  expect(await org.call('PATCH', path, {Title: 'X'})).toMatchObject({status: 403, json: [error]});
  expect(await org.call('DELETE', path)).toMatchObject({status: 403, json: [error]});
  const {json: rows} = await org.call('PATCH', '/composite/sobjects', {
    records: [{attributes: {type: 'Contact'}, id, Title: 'X'}],
  });
  expect(rows[0].errors[0].statusCode).toBe(error.errorCode);
  const reporting = await org.call('POST', '/sobjects/Contact', {LastName: 'A', ReportsToId: id});
  expect(reporting.json[0].errorCode).toBe(error.errorCode);
  const repeated = await org.call('POST', '/sobjects/Contact', {
    LastName: 'A',
    External_Ref__c: 'r1',
  });
  expect(repeated.json[0]).toMatchObject({
    errorCode: 'DUPLICATE_VALUE',
    message: 'duplicate value found: <unknown> duplicates value on record with id: <unknown>',
  });
  const upserted = await org.call('PATCH', '/sobjects/Contact/Cohort_User_ID__c/u1', {
    LastName: 'B',
  });
  expect(upserted).toMatchObject({status: 201, json: {created: true}});
  await setUp(org, 'hide');
  expect((await org.query('SELECT COUNT() FROM Contact')).json.totalSize).toBe(3);
});

test('who may see a record sees it although another may not', async () => {
  const org = await startOrg({users: [{username: 'u@example.com', password: 'p'}]});
  await create(org, {LastName: 'Lee'});
  const [{Id}] = await records(org, 'SELECT Id FROM Contact');
  await setUp(org, 'hide', {ids: [Id], username: 'u@example.com'});
  expect(await records(org, 'SELECT Id FROM Contact')).toEqual([{Id}]);
});

test('a parent that cannot be seen is null', async () => {
  const org = await startOrg();
  const account = await create(org, {Name: 'A'}, 'Account');
  await create(org, {LastName: 'Lee', AccountId: account});
  await setUp(org, 'hide', {ids: [account]});
  expect(await records(org, `SELECT Account.Name FROM Contact WHERE Account.Name = null`)).toEqual([
    {Account: null},
  ]);
});
