import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

const describeFiles = [new URL('../encrypted-fields.json', import.meta.url).pathname];
const card = '1234 5678 9012 3456';

async function startEncrypted(options = {}): Promise<EmulatedOrg> {
  const org = await startOrg({describeFiles, ...options});
  const fields = {LastName: 'Lee', Email: 'a@b.de', Card_Number__c: card, Passport_Number__c: 'P1'};
  expect((await org.call('POST', '/sobjects/Contact', fields)).status).toBe(201);
  return org;
}

const soql = 'SELECT Id, Card_Number__c, Passport_Number__c FROM Contact';

test('encrypted text is masked for users without View Encrypted Data, wherever it is read', async () => {
  const org = await startEncrypted({showsEncrypted: false});
  const masked = {Card_Number__c: '**** **** **** 3456', Passport_Number__c: 'P1'};
  const [record] = (await org.query(soql)).json.records;
  expect(record).toMatchObject(masked);
  expect((await org.call('GET', `/sobjects/Contact/${record.Id}`)).json).toMatchObject(masked);
  const {json: job} = await org.call('POST', '/jobs/query', {operation: 'query', query: soql});
  expect((await org.call('GET', `/jobs/query/${job.id}/results`)).text).toContain(
    '"**** **** **** 3456","P1"',
  );
  await org.fault({kind: 'view-encrypted'});
  expect((await org.query(soql)).json.records[0].Card_Number__c).toBe(card);
  await org.call('POST', '//__emulator/reset');
  expect((await org.query(soql)).json.records[0].Card_Number__c).not.toBe(card);
});

test('encrypted text is answered in the clear unless the permission is taken away', async () => {
  const org = await startEncrypted();
  expect((await org.query(soql)).json.records[0].Card_Number__c).toBe(card);
  await org.fault({kind: 'view-encrypted', on: false});
  expect((await org.query(soql)).json.records[0].Card_Number__c).toBe('**** **** **** 3456');
});

test('describe says what is encrypted and how it is masked', async () => {
  const org = await startEncrypted();
  const {json} = await org.call('GET', '/sobjects/Contact/describe');
  const field = (name: string) => json.fields.find((one: {name: string}) => one.name === name);
  expect(field('Card_Number__c')).toMatchObject({
    type: 'encryptedstring',
    encrypted: true,
    mask: '*',
    maskType: 'lastFour',
    filterable: false,
  });
  expect(field('Email')).toMatchObject({encrypted: true, filterable: true, sortable: false});
});

test.each([
  ["WHERE Email LIKE 'a%'", 'The operator like is not supported on an encrypted field'],
  ["WHERE Email > 'a'", 'The operator > is not supported on an encrypted field'],
  ["WHERE Passport_Number__c = 'P1'", "field 'Passport_Number__c' can not be filtered"],
  ['WHERE Card_Number__c = null', "field 'Card_Number__c' can not be filtered"],
  ['ORDER BY Email', "field 'Email' can not be sorted in a query call"],
  ['ORDER BY Card_Number__c', "field 'Card_Number__c' can not be sorted in a query call"],
])('refuses %s on encrypted fields', async (clause, message) => {
  const org = await startEncrypted();
  const {status, json} = await org.query(`SELECT Id FROM Contact ${clause}`);
  expect(status).toBe(400);
  expect(json[0].message).toContain(message);
});

test('encrypted fields cannot be aggregated, nor grouped when not deterministic', async () => {
  const org = await startEncrypted();
  const messageOf = async (text: string) => (await org.query(text)).json[0].message;
  expect(await messageOf('SELECT COUNT(Email) FROM Contact')).toContain(
    'encrypted field Contact.Email does not support aggregate operator COUNT',
  );
  expect(
    await messageOf(
      'SELECT Passport_Number__c, COUNT(Id) FROM Contact GROUP BY Passport_Number__c',
    ),
  ).toContain("field 'Passport_Number__c' can not be grouped in a query call");
});

test('a deterministically encrypted field can be compared for being equal', async () => {
  const org = await startEncrypted();
  for (const where of ["Email = 'A@B.de'", "Email IN ('a@b.de')", 'Email != null'])
    expect((await org.query(`SELECT Id FROM Contact WHERE ${where}`)).json.totalSize).toBe(1);
});
