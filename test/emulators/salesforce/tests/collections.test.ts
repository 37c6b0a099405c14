import {expect, test} from 'vitest';
import {create} from './create-record.js';
import {startOrg} from './emulated-org.js';

const contact = {attributes: {type: 'Contact'}, LastName: 'Lee'};

test('a collection answers for each record in order; a failed one has no id', async () => {
  const org = await startOrg();
  const records = [
    contact,
    {...contact, LastName: null},
    {attributes: {type: 'Account'}, Name: 'Acme'},
  ];
  const {status, json} = await org.call('POST', '/composite/sobjects', {allOrNone: false, records});
  expect(status).toBe(200);
  expect(json).toEqual([
    {id: expect.stringMatching(/^003/), success: true, errors: []},
    {
      success: false,
      errors: [
        {
          statusCode: 'REQUIRED_FIELD_MISSING',
          message: 'Required fields are missing: [LastName]',
          fields: ['LastName'],
        },
      ],
    },
    {id: expect.stringMatching(/^001/), success: true, errors: []},
  ]);
});

test('with allOrNone one failure takes back the whole collection', async () => {
  const org = await startOrg();
  const id = await create(org, {LastName: 'Old', External_Ref__c: 'R'});
  const changed = {...contact, id, LastName: 'New', External_Ref__c: 'S'};
  const {json} = await org.call('PATCH', '/composite/sobjects', {
    allOrNone: true,
    records: [changed, {...contact, id: '0035e000001zzzzAAA'}],
  });
  expect(json[0].errors[0].statusCode).toBe('ALL_OR_NONE_OPERATION_ROLLED_BACK');
  expect(json[1].errors[0].statusCode).toBe('INVALID_CROSS_REFERENCE_KEY');
  expect(
    (await org.query("SELECT LastName FROM Contact WHERE External_Ref__c = 'r'")).json.records,
  ).toMatchObject([{LastName: 'Old'}]);
  expect(
    (await org.query("SELECT LastName FROM Contact WHERE External_Ref__c = 'S'")).json.totalSize,
  ).toBe(0);
});

test('a collection upsert tells what it created and refuses a key given twice', async () => {
  const org = await startOrg();
  await create(org, {LastName: 'Old', External_Ref__c: 'R1'});
  const records = ['r1', 'R2', 'r2'].map(External_Ref__c => ({...contact, External_Ref__c}));
  const {json} = await org.call('PATCH', '/composite/sobjects/Contact/External_Ref__c', {records});
  expect(json).toMatchObject([
    {success: true, created: false},
    {success: true, created: true},
    {success: false, errors: [{statusCode: 'DUPLICATE_EXTERNAL_ID'}]},
  ]);
});

test('collections delete and retrieve by id, null for what is not there', async () => {
  const org = await startOrg();
  const ids = [await create(org, {LastName: 'A'}), await create(org, {LastName: 'B'})];
  const removed = await org.call(
    'DELETE',
    `/composite/sobjects?ids=${ids[0]},nonsense&allOrNone=false`,
  );
  expect(removed.json).toMatchObject([
    {id: ids[0], success: true},
    {success: false, errors: [{statusCode: 'MALFORMED_ID'}]},
  ]);
  const {json} = await org.call('POST', '/composite/sobjects/Contact', {ids, fields: ['LastName']});
  expect(json).toMatchObject([null, {LastName: 'B'}]);
});

test('a collection has at most 200 records', async () => {
  const org = await startOrg();
  const {status} = await org.call('POST', '/composite/sobjects', {
    records: Array(201).fill(contact),
  });
  expect(status).toBe(400);
});
