import {expect, test} from 'vitest';
import {create} from './create-record.js';
import {startOrg} from './emulated-org.js';

test('an upsert by external id creates, then updates, and names several matches', async () => {
  const org = await startOrg();
  const path = '/sobjects/Contact/Cohort_User_ID__c/u%2F1';
  const created = await org.call('PATCH', path, {LastName: 'A'});
  expect(created).toMatchObject({status: 201, json: {success: true, created: true}});
  expect(await org.call('PATCH', path, {Title: 'B'})).toMatchObject({
    status: 200,
    json: {id: created.json.id, created: false},
  });
  expect((await org.call('PATCH', `//services/data/v42.0${path}`, {Title: 'C'})).status).toBe(204);
  expect((await org.call('GET', path)).json).toMatchObject({Title: 'C', Cohort_User_ID__c: 'u/1'});
  const other = await create(org, {LastName: 'B', Cohort_User_ID__c: 'u/1'});
  const several = await org.call('PATCH', path, {Title: 'D'});
  expect(several.status).toBe(300);
  expect(several.json).toEqual(
    [created.json.id, other].map(id => `/services/data/v62.0/sobjects/Contact/${id}`),
  );
  expect(
    (
      await org.call('PATCH', '/sobjects/Contact/Cohort_User_ID__c/u2?updateOnly=true', {
        LastName: 'X',
      })
    ).status,
  ).toBe(404);
});

test('records are upserted by Email only when that is switched on', async () => {
  const off = await startOrg();
  expect(
    (await off.call('PATCH', '/sobjects/Contact/Email/a@example.com', {LastName: 'A'})).json[0]
      .message,
  ).toBe('Provided external ID field does not exist or is not accessible: Email');
  const on = await startOrg({emailUpsert: true});
  expect(
    (await on.call('PATCH', '/sobjects/Contact/Email/a@example.com', {LastName: 'A'})).status,
  ).toBe(201);
  expect(
    (await on.call('PATCH', '/sobjects/Contact/Email/A@example.com', {LastName: 'B'})).status,
  ).toBe(200);
});

test('parents can be named by an external id', async () => {
  const org = await startOrg();
  const account = await create(org, {Name: 'Acme', External_Ref__c: 'A1'}, 'Account');
  const id = await create(org, {LastName: 'Lee', Account: {External_Ref__c: 'a1'}});
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).json.AccountId).toBe(account);
  const missing = await org.call('POST', '/sobjects/Contact', {
    LastName: 'Lee',
    Account: {External_Ref__c: 'A9'},
  });
  expect(missing.json[0]).toEqual({
    errorCode: 'INVALID_FIELD',
    message: 'Foreign key external ID: a9 not found for field External_Ref__c in entity Account',
    fields: [],
  });
});
