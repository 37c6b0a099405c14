import {expect, test} from 'vitest';
import {newJob, runBatch, startBulk} from './start-bulk1.js';

test('records are written in CSV, JSON and XML alike', async () => {
  const bulk = await startBulk();
  const insert = (contentType: string) =>
    newJob(bulk, {operation: 'insert', object: 'Contact', contentType, concurrencyMode: 1});
  const csv = await runBatch(
    bulk,
    await insert('CSV'),
    'LastName,Email,Birthdate\nCsv,#N/A,2001-02-03\n,,\n',
  );
  expect((await bulk.call('GET', `${csv}/result`)).text).toMatch(
    /^"Id","Success","Created","Error"\n"003\w{15}","true","true",""\n"","false","false","REQUIRED_FIELD_MISSING:[^"]+--"\n$/,
  );
  const rows = [
    {LastName: 'Json', Birthdate: Date.UTC(2001, 1, 3)},
    {FirstName: 'x'},
    {LastName: {}},
  ];
  const fromJson = await runBatch(bulk, await insert('JSON'), JSON.stringify(rows));
  expect((await bulk.call('GET', `${fromJson}/result`)).json).toMatchObject([
    {success: true, created: true, id: expect.stringMatching(/^003/), errors: []},
    {success: false, created: false, id: null, errors: [{statusCode: 'REQUIRED_FIELD_MISSING'}]},
    {success: false, errors: [{statusCode: 'JSON_PARSER_ERROR'}]},
  ]);
  const sObjects =
    '<sObjects xmlns="x" xmlns:xsi="y"><sObject><LastName>Xml</LastName><Birthdate>2001-02-03</Birthdate><Email xsi:nil="true"/></sObject><sObject><LastName/></sObject></sObjects>';
  const fromXml = await runBatch(bulk, await insert('XML'), sObjects);
  expect((await bulk.call('GET', `${fromXml}/result`)).text).toMatch(
    /<results [^>]+><result><success>true<\/success><created>true<\/created><id>003\w{15}<\/id><\/result><result><success>false<\/success>.*<statusCode>REQUIRED_FIELD_MISSING<\/statusCode>/,
  );
  const {json: found} = await bulk.org.query('SELECT LastName, Birthdate FROM Contact');
  expect(found.records).toMatchObject([
    {LastName: 'Csv', Birthdate: '2001-02-03'},
    {LastName: 'Json', Birthdate: '2001-02-03'},
    {LastName: 'Xml', Birthdate: '2001-02-03'},
  ]);
});

test('an upsert matches by its key, with parents named by their own', async () => {
  const bulk = await startBulk();
  await bulk.org.call('POST', '/sobjects/Account', {Name: 'Acme'});
  const body = {operation: 'upsert', object: 'Contact', contentType: 'XML'};
  const job = await newJob(bulk, {...body, externalIdFieldName: 'External_Ref__c'});
  const record = (title: string) =>
    `<sObjects><sObject><External_Ref__c>k</External_Ref__c><LastName>Lee</LastName><Title>${title}</Title><ReportsTo><sObject><External_Ref__c>boss</External_Ref__c></sObject></ReportsTo></sObject></sObjects>`;
  await bulk.org.call('POST', '/sobjects/Contact', {LastName: 'B', External_Ref__c: 'boss'});
  for (const [title, created] of [
    ['a', 'true'],
    ['b', 'false'],
  ] as const) {
    const path = await runBatch(bulk, job, record(title));
    expect((await bulk.call('GET', `${path}/result`)).text).toContain(`<created>${created}<`);
  }
  const soql = "SELECT Title, ReportsTo.LastName FROM Contact WHERE LastName = 'Lee'";
  expect((await bulk.org.query(soql)).json.records).toMatchObject([
    {Title: 'b', ReportsTo: {LastName: 'B'}},
  ]);
  const wrong = await bulk.call(
    'POST',
    '',
    JSON.stringify({...body, externalIdFieldName: 'Title'}),
  );
  expect(wrong).toMatchObject({status: 400, json: {exceptionCode: 'InvalidJob'}});
});
