import {expect, test} from 'vitest';
import {create} from './create-record.js';
import {startOrg} from './emulated-org.js';
import {setUp} from './scenarios.js';

test('triggers change what is written, over REST and in bulk', async () => {
  const org = await startOrg();
  const trigger = (field: string, transform: string, value?: unknown) =>
    setUp(org, 'triggers', {object: 'Contact', field, transform, value});
  await trigger('LastName', 'upper');
  await trigger('Title', 'prefix', 'Dr. ');
  await trigger('Loyalty_Points__c', 'round', 0);
  await trigger('Department', 'set', 'Sales');
  await trigger('Phone', 'truncate', 3);
  const fields = {LastName: 'Lee', Title: 'Chief', Phone: '12345'};
  const id = await create(org, fields);
  const wanted = {LastName: 'LEE', Title: 'Dr. Chief', Department: 'Sales', Phone: '123'};
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).json).toMatchObject(wanted);
  const {json: job} = await org.call('POST', '/jobs/ingest', {
    object: 'Contact',
    operation: 'update',
  });
  await org.call('PUT', `/jobs/ingest/${job.id}/batches`, `Id,Title\n${id},Boss\n`, {
    'content-type': 'text/csv',
  });
  await org.call('PATCH', `/jobs/ingest/${job.id}`, {state: 'UploadComplete'});
  await expect
    .poll(async () => (await org.call('GET', `/sobjects/Contact/${id}`)).json.Title)
    .toBe('Dr. Boss');
  await trigger('Title', 'keep');
  await org.call('PATCH', `/sobjects/Contact/${id}`, {Title: 'X', LastName: null});
  await org.call('PATCH', `/sobjects/Contact/${id}`, {Title: 'X'});
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).json.Title).toBe('Dr. Boss');
  await setUp(org, 'triggers');
  await org.call('PATCH', `/sobjects/Contact/${id}`, {Title: 'X'});
  expect((await org.call('GET', `/sobjects/Contact/${id}`)).json.Title).toBe('X');
});

test('a row fails when a trigger makes a value that does not fit', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Lee'});
  const prefix = {
    object: 'Contact',
    field: 'FirstName',
    transform: 'prefix',
    value: 'x'.repeat(40),
  };
  await setUp(org, 'triggers', prefix);
  const {json} = await org.call('PATCH', `/sobjects/Contact/${id}`, {FirstName: 'Ada'});
  expect(json[0]).toMatchObject({errorCode: 'STRING_TOO_LONG', fields: ['FirstName']});
  expect((await setUp(org, 'triggers', {...prefix, field: 'Nope'})).status).toBe(400);
  expect((await setUp(org, 'triggers', {...prefix, transform: 'nope'})).status).toBe(400);
});
