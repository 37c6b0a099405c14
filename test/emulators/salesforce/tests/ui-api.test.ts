import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';

const describeFiles = [new URL('../record-types.json', import.meta.url).pathname];

test('the User Interface API describes objects', async () => {
  const org = await startOrg({describeFiles});
  const {objects} = (await org.call('GET', '/ui-api/object-info')).json;
  expect(objects.Contact).toMatchObject({apiName: 'Contact', keyPrefix: '003'});
  const {json} = await org.call('GET', '/ui-api/object-info/Contact');
  expect(json).toMatchObject({
    apiName: 'Contact',
    nameFields: ['Name'],
    fields: {
      LastName: {dataType: 'String', required: true, compoundFieldName: 'Name'},
      AccountId: {reference: true, referenceToInfos: [{apiName: 'Account'}]},
      MailingAddress: {dataType: 'Address', compound: true},
    },
  });
  expect(json.recordTypeInfos[json.defaultRecordTypeId].defaultRecordTypeMapping).toBe(true);
  expect((await org.call('GET', '/ui-api/object-info/Nothing')).status).toBe(404);
});

test('it lists the values of picklists by record type', async () => {
  const org = await startOrg({describeFiles});
  const {recordTypeInfos} = (await org.call('GET', '/sobjects/Contact/describe')).json;
  const valuesOf = async (name: string) => {
    const info = recordTypeInfos.find((known: {name: string}) => known.name === name);
    const url = `/ui-api/object-info/Contact/picklist-values/${info.recordTypeId}`;
    const {picklistFieldValues} = (await org.call('GET', url)).json;
    const one = await org.call('GET', `${url}/Loyalty_Tier__c`);
    expect(one.json).toEqual(picklistFieldValues.Loyalty_Tier__c);
    return one.json.values.map(({value}: {value: string}) => value);
  };
  const all = await valuesOf('Master');
  const some = await valuesOf('Trade Partner');
  expect(some.length).toBeGreaterThan(0);
  expect(all).toEqual(expect.arrayContaining(some));
  expect(some.length).toBeLessThan(all.length);
  const bad = await org.call('GET', '/ui-api/object-info/Contact/picklist-values/x');
  expect(bad.json[0].errorCode).toBe('INVALID_ID_FIELD');
});

test('it reads and writes single records', async () => {
  const org = await startOrg();
  const account = await org.call('POST', '/ui-api/records', {
    apiName: 'Account',
    fields: {Name: 'Acme'},
  });
  expect(account).toMatchObject({status: 201, json: {apiName: 'Account'}});
  const fields = {LastName: 'Lee', AccountId: account.json.id};
  const {json: contact} = await org.call('POST', '/ui-api/records', {apiName: 'Contact', fields});
  expect(contact.fields.LastName).toEqual({displayValue: null, value: 'Lee'});
  const path = `/ui-api/records/${contact.id}`;
  const patched = await org.call('PATCH', path, {fields: {Title: 'Dr'}});
  expect(patched.json.fields.Title.value).toBe('Dr');
  const read = await org.call(
    'GET',
    `${path}?fields=Contact.Title,Contact.Account.Name&optionalFields=Contact.Nothing`,
  );
  expect(read.json).toMatchObject({
    id: contact.id,
    fields: {Title: {value: 'Dr'}, Account: {value: {fields: {Name: {value: 'Acme'}}}}},
  });
  expect((await org.call('GET', `${path}?fields=Contact.Nothing`)).json[0].errorCode).toBe(
    'INVALID_FIELD',
  );
  expect((await org.call('GET', path)).json[0].errorCode).toBe('INVALID_PARAMETER');
  const bad = await org.call('POST', '/ui-api/records', {apiName: 'Contact', fields: {}});
  expect(bad.json[0].errorCode).toBe('REQUIRED_FIELD_MISSING');
  expect((await org.call('DELETE', path)).status).toBe(204);
  expect((await org.call('GET', `${path}?layoutTypes=Full`)).status).toBe(404);
});
