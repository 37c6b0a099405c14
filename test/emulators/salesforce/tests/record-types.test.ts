import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

const describeFiles = [new URL('../record-types.json', import.meta.url).pathname];

interface Info {
  name: string;
  recordTypeId: string;
}

async function startWithTypes() {
  const org = await startOrg({describeFiles});
  const {json} = await org.call('GET', '/sobjects/Contact/describe');
  const idOf = (name: string) =>
    json.recordTypeInfos.find((info: Info) => info.name === name)?.recordTypeId as string;
  return {org, describe: json, idOf};
}

const insert = (org: EmulatedOrg, fields: object) =>
  org.call('POST', '/sobjects/Contact', {LastName: 'Lee', ...fields});

test('describe lists the record types, and RecordType has them as records', async () => {
  const {org, describe, idOf} = await startWithTypes();
  expect(describe.recordTypeInfos.map(({name}: Info) => name)).toEqual([
    'Customer',
    'Trade Partner',
    'Employee',
    'Master',
  ]);
  expect(JSON.stringify(describe)).not.toContain('emulated');
  const {json} = await org.query(
    'SELECT Id, Name, DeveloperName, SobjectType, IsActive FROM RecordType ORDER BY DeveloperName DESC',
  );
  expect(json.records[0]).toMatchObject({
    Id: idOf('Trade Partner'),
    DeveloperName: 'Trade_Partner',
    SobjectType: 'Contact',
    IsActive: true,
  });
});

test('a new record has the default record type unless it names one', async () => {
  const {org, idOf} = await startWithTypes();
  for (const RecordTypeId of [undefined, idOf('Trade Partner')])
    expect((await insert(org, {RecordTypeId})).status).toBe(201);
  const {json} = await org.query('SELECT RecordType.DeveloperName FROM Contact ORDER BY Id');
  expect(json.records).toMatchObject([
    {RecordType: {DeveloperName: 'Customer'}},
    {RecordType: {DeveloperName: 'Trade_Partner'}},
  ]);
});

test('a record type that the user may not choose is refused', async () => {
  const {org, idOf} = await startWithTypes();
  const id = idOf('Employee');
  expect((await insert(org, {RecordTypeId: id})).json[0]).toMatchObject({
    errorCode: 'INVALID_CROSS_REFERENCE_KEY',
    message: `Record Type ID: this ID value isn't valid for the user: ${id}`,
  });
});

test('a record type has its own values of a restricted picklist', async () => {
  const {org, idOf} = await startWithTypes();
  const RecordTypeId = idOf('Trade Partner');
  expect((await insert(org, {Loyalty_Tier__c: 'Bronze'})).status).toBe(201);
  const refused = {
    errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    message: 'Loyalty Tier: bad value for restricted picklist field: Bronze',
  };
  const fields = {RecordTypeId, Loyalty_Tier__c: 'Bronze'};
  expect((await insert(org, fields)).json[0]).toMatchObject(refused);
  const {json} = await insert(org, {...fields, Loyalty_Tier__c: 'gold'});
  const path = `/sobjects/Contact/${json.id}`;
  const update = await org.call('PATCH', path, {Loyalty_Tier__c: 'Bronze'});
  expect(update.json[0]).toMatchObject(refused);
  expect((await org.call('PATCH', path, {Title: 'X'})).status).toBe(204);
});

test('record types keep their ids when the records get new ones', async () => {
  const {org, idOf} = await startWithTypes();
  await insert(org, {});
  await org.call('POST', '//__emulator/refresh', {ids: 'new'});
  const {json} = await org.query('SELECT RecordTypeId, RecordType.Name FROM Contact');
  expect(json.records).toMatchObject([
    {RecordTypeId: idOf('Customer'), RecordType: {Name: 'Customer'}},
  ]);
});

test('an org without record types has no records of them, and no field for them', async () => {
  const org = await startOrg();
  expect((await org.query('SELECT Id FROM RecordType')).json.totalSize).toBe(0);
  const {json} = await org.query('SELECT RecordTypeId FROM Contact');
  expect(json[0].errorCode).toBe('INVALID_FIELD');
});
