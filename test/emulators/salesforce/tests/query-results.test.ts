import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';
import {clock, orgWithContacts, people, type Row} from './org-with-contacts.js';

test('records are written with their attributes, parents nested, datetimes as REST writes them', async () => {
  const org = await startOrg({clock});
  const account = await org.call('POST', '/sobjects/Account', {Name: 'Acme'});
  const contact = {
    LastName: 'Lee',
    FirstName: 'Ann',
    AccountId: account.json.id,
    MailingCity: 'Bonn',
  };
  const {json} = await org.call('POST', '/sobjects/Contact', contact);
  const answer = await org.query(
    'select id, name, mailingaddress, createddate, account.name, ReportsTo.Name, Owner.Username from contact',
  );
  const [row] = answer.json.records;
  expect(row).toEqual({
    attributes: {type: 'Contact', url: `/services/data/v62.0/sobjects/Contact/${json.id}`},
    Id: json.id,
    Name: 'Ann Lee',
    MailingAddress: {
      city: 'Bonn',
      country: null,
      geocodeAccuracy: null,
      latitude: null,
      longitude: null,
      postalCode: null,
      state: null,
      street: null,
    },
    CreatedDate: '2026-05-20T10:30:15.000+0000',
    Account: {
      attributes: {
        type: 'Account',
        url: `/services/data/v62.0/sobjects/Account/${account.json.id}`,
      },
      Name: 'Acme',
    },
    ReportsTo: null,
    Owner: {attributes: expect.anything(), Username: 'integration@example.com'},
  });
});

test('children come as a result of their own, or as null', async () => {
  const org = await startOrg();
  const acme = await org.call('POST', '/sobjects/Account', {Name: 'Acme'});
  await org.call('POST', '/sobjects/Account', {Name: 'Empty'});
  for (const LastName of ['A', 'C', 'B'])
    await org.call('POST', '/sobjects/Contact', {LastName, AccountId: acme.json.id});
  const {json} = await org.query(
    'SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName DESC LIMIT 2) FROM Account ORDER BY Name',
  );
  expect(json.records[0].Contacts).toMatchObject({
    totalSize: 2,
    done: true,
    records: [{LastName: 'C'}, {LastName: 'B'}],
  });
  expect(json.records[1].Contacts).toBeNull();
});

test('records are sorted without case, nulls first unless asked otherwise, then cut', async () => {
  const org = await orgWithContacts([
    {LastName: '1', Title: 'b'},
    {LastName: '2'},
    {LastName: '3', Title: 'A'},
    {LastName: '4', Title: 'c'},
  ]);
  const names = async (clauses: string) =>
    (await org.query(`SELECT LastName FROM Contact ORDER BY ${clauses}`)).json.records.map(
      (row: Row) => row.LastName,
    );
  expect(await names('Title')).toEqual(['2', '3', '1', '4']);
  expect(await names('Title DESC NULLS LAST')).toEqual(['4', '1', '3', '2']);
  expect(await names('Title NULLS LAST LIMIT 2 OFFSET 1')).toEqual(['1', '4']);
  expect(await names('Id DESC LIMIT 1')).toEqual(['4']);
});

test('counts, aggregates and groups', async () => {
  const org = await orgWithContacts(people);
  expect((await org.query('SELECT COUNT() FROM Contact')).json).toEqual({
    totalSize: 4,
    done: true,
    records: [],
  });
  const {json} = await org.query(
    'SELECT MailingCity, COUNT(Id), MAX(Loyalty_Points__c) most, AVG(Loyalty_Points__c) FROM Contact WHERE MailingCity != null GROUP BY MailingCity HAVING COUNT(Id) > 1 ORDER BY COUNT(Id)',
  );
  expect(json.records).toEqual([
    {attributes: {type: 'AggregateResult'}, MailingCity: 'Berlin', expr0: 2, most: 30, expr1: 20},
  ]);
  const years = await org.query(
    'SELECT CALENDAR_YEAR(CreatedDate) y, COUNT(Email) FROM Contact GROUP BY CALENDAR_YEAR(CreatedDate)',
  );
  expect(years.json.records).toMatchObject([{y: 2026, expr0: 2}]);
});

test('long results come in pages, whichever size is asked for', async () => {
  const org = await startOrg({contacts: 1000});
  const headers = {'sforce-query-options': 'batchSize=250'};
  let {json} = await org.call('GET', '/query?q=SELECT+Id+FROM+Contact', undefined, headers);
  const ids = json.records.map((row: Row) => row.Id);
  expect(json).toMatchObject({totalSize: 990, done: false});
  while (json.nextRecordsUrl) {
    expect(json.records).toHaveLength(250);
    json = (await org.call('GET', `/${json.nextRecordsUrl}`)).json;
    ids.push(...json.records.map((row: Row) => row.Id));
  }
  expect(json.done).toBe(true);
  expect(new Set(ids).size).toBe(990);
  const bad = await org.call('GET', '/query/01g000000000000AAA-2000');
  expect(bad).toMatchObject({status: 400, json: [{errorCode: 'INVALID_QUERY_LOCATOR'}]});
});

test('deleted records are seen by queryAll and ALL ROWS only', async () => {
  const org = await orgWithContacts(people);
  const {json} = await org.query("SELECT Id FROM Contact WHERE LastName = 'Adams'");
  await org.call('DELETE', `/sobjects/Contact/${json.records[0].Id}`);
  expect((await org.query('SELECT Id FROM Contact')).json.totalSize).toBe(3);
  expect((await org.query('SELECT Id FROM Contact', 'queryAll')).json.totalSize).toBe(4);
  expect(
    (await org.query('SELECT Id FROM Contact WHERE IsDeleted = true ALL ROWS')).json.totalSize,
  ).toBe(1);
});

test('FIELDS() stands for fields, all of them only with a small LIMIT', async () => {
  const org = await orgWithContacts(people);
  const {json} = await org.query('SELECT FIELDS(ALL) FROM Contact LIMIT 1');
  expect(Object.keys(json.records[0])).toEqual(
    expect.arrayContaining(['LastName', 'Loyalty_Tier__c']),
  );
  const refused = await org.query('SELECT FIELDS(ALL) FROM Contact');
  expect(refused.json[0]).toMatchObject({
    errorCode: 'MALFORMED_QUERY',
    message: expect.stringContaining('LIMIT of at most 200'),
  });
});

test('columns can be asked for instead of records', async () => {
  const org = await startOrg();
  const {json} = await org.call('GET', '/query?columns=true&q=SELECT+Id,Account.Name+FROM+Contact');
  expect(json.columnMetadata).toMatchObject([
    {columnName: 'Id', joinColumns: []},
    {columnName: 'Account', joinColumns: [{columnName: 'Name'}]},
  ]);
});

test('columns of aggregates and of child records can be asked for', async () => {
  const org = await startOrg();
  const columnsOf = async (soql: string) =>
    (await org.call('GET', `/query?columns=true&q=${encodeURIComponent(soql)}`)).json;
  const grouped = 'SELECT LeadSource, COUNT(Id), MAX(CreatedDate) latest FROM Contact';
  expect(await columnsOf(`${grouped} GROUP BY LeadSource`)).toMatchObject({
    groupBy: true,
    idSelected: false,
    columnMetadata: [
      {columnName: 'LeadSource', aggregate: false},
      {columnName: 'expr0', displayName: 'count(Id)', aggregate: true, apexType: 'Integer'},
      {columnName: 'latest', displayName: 'max(CreatedDate)', apexType: 'Datetime'},
    ],
  });
  expect((await columnsOf('SELECT COUNT() FROM Contact')).columnMetadata).toMatchObject([
    {columnName: 'expr0', displayName: 'count()', numberType: true},
  ]);
  const children = 'SELECT Name, (SELECT Id, Owner.Name FROM Contacts LIMIT 1) FROM Account';
  expect((await columnsOf(children)).columnMetadata).toMatchObject([
    {columnName: 'Name'},
    {
      columnName: 'Contacts',
      aggregate: true,
      joinColumns: [{columnName: 'Id'}, {columnName: 'Owner', joinColumns: [{columnName: 'Name'}]}],
    },
  ]);
  expect(
    (await columnsOf('SELECT FIELDS(STANDARD) FROM User')).columnMetadata.length,
  ).toBeGreaterThan(9);
  expect((await columnsOf('SELECT Id, (SELECT Id FROM Nothing) FROM Account'))[0].errorCode).toBe(
    'INVALID_TYPE',
  );
});

test('a reference that may lead to several objects tells which it leads to', async () => {
  const org = await startOrg();
  await org.call('POST', '/sobjects/Lead', {LastName: 'Lee', Company: 'Acme'});
  const ofType = (type: string) =>
    org.query(`SELECT Owner.Type, Owner.Name FROM Lead WHERE Owner.Type = '${type}'`);
  const {json} = await ofType('User');
  expect(json.records).toMatchObject([{Owner: {Type: 'User', Name: expect.any(String)}}]);
  expect((await ofType('Queue')).json.records).toEqual([]);
  expect((await org.query('SELECT Owner.Type FROM Contact')).json[0].errorCode).toBe(
    'INVALID_FIELD',
  );
});
