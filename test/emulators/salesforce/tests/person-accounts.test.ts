import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

const describeFiles = [new URL('../person-accounts.json', import.meta.url).pathname];
const ada = {
  FirstName: 'Ada',
  LastName: 'Lee',
  PersonEmail: 'a@b.de',
  PersonTitle: 'Dr',
  Phone: '1',
};

async function startWithPerson() {
  const org = await startOrg({describeFiles});
  const {status, json} = await org.call('POST', '/sobjects/Account', {
    ...ada,
    Loyalty_Points__pc: 5,
    PersonMailingCity: 'Bern',
  });
  expect(status).toBe(201);
  const {PersonContactId} = await fieldsOf(org, 'Account', json.id);
  return {org, account: json.id as string, contact: PersonContactId as string};
}

async function fieldsOf(org: EmulatedOrg, object: string, id: string) {
  return (await org.call('GET', `/sobjects/${object}/${id}`)).json;
}

test('behind a person account is a contact with the same values', async () => {
  const {org, account, contact} = await startWithPerson();
  expect(await fieldsOf(org, 'Contact', contact)).toMatchObject({
    IsPersonAccount: true,
    AccountId: account,
    Name: 'Ada Lee',
    Email: 'a@b.de',
    Title: 'Dr',
    Phone: '1',
    Loyalty_Points__c: 5,
    MailingAddress: {city: 'Bern'},
  });
  expect(await fieldsOf(org, 'Account', account)).toMatchObject({
    PersonMailingAddress: {city: 'Bern'},
  });
  const {json} = await org.query(
    "SELECT Id, Account.IsPersonAccount FROM Contact WHERE Email = 'a@b.de'",
  );
  expect(json.records).toMatchObject([{Id: contact, Account: {IsPersonAccount: true}}]);
});

test('a change of the account changes the contact, and the other way round', async () => {
  const {org, account, contact} = await startWithPerson();
  await org.call('PATCH', `/sobjects/Account/${account}`, {PersonEmail: 'c@d.de', LastName: 'Roe'});
  expect(await fieldsOf(org, 'Contact', contact)).toMatchObject({Email: 'c@d.de', Name: 'Ada Roe'});
  await org.call('PATCH', `/sobjects/Contact/${contact}`, {FirstName: 'Eva', Newsletter__c: true});
  expect(await fieldsOf(org, 'Account', account)).toMatchObject({
    Name: 'Eva Roe',
    FirstName: 'Eva',
    Newsletter__pc: true,
    PersonTitle: 'Dr',
  });
});

test('the contact of a person is deleted and undeleted with the account only', async () => {
  const {org, account, contact} = await startWithPerson();
  const alone = await org.call('DELETE', `/sobjects/Contact/${contact}`);
  expect(alone.json[0].errorCode).toBe('INVALID_PERSON_ACCOUNT_OPERATION');
  expect((await org.call('DELETE', `/sobjects/Account/${account}`)).status).toBe(204);
  expect((await org.query('SELECT Id FROM Contact')).json.totalSize).toBe(0);
  await org.call('POST', '//__emulator/undelete', {ids: [account]});
  expect((await org.query('SELECT Id FROM Contact')).json.records).toMatchObject([{Id: contact}]);
});

test('a business account has no contact behind it', async () => {
  const org = await startOrg({describeFiles});
  const {json} = await org.call('POST', '/sobjects/Account', {Name: 'Acme'});
  expect(await fieldsOf(org, 'Account', json.id)).toMatchObject({
    IsPersonAccount: false,
    PersonContactId: null,
  });
  expect((await org.query('SELECT Id FROM Contact')).json.totalSize).toBe(0);
});

test('a business account has no fields of a person', async () => {
  const org = await startOrg({describeFiles});
  for (const name of ['PersonEmail', 'Loyalty_Points__pc']) {
    const value = name === 'PersonEmail' ? 'a@b.de' : 5;
    const {json} = await org.call('POST', '/sobjects/Account', {Name: 'Acme', [name]: value});
    expect(json).toEqual([
      {
        errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
        message: `Account: bad field names on insert/update call: ${name}`,
        fields: [name],
      },
    ]);
  }
});
