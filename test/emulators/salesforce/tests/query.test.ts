import {expect, test} from 'vitest';
import {emailKind, person} from '../../people/index.js';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

type Row = Record<string, unknown>;

const clock = () => Date.UTC(2026, 4, 20, 10, 30, 15);

async function orgWithContacts(rows: Row[]): Promise<EmulatedOrg> {
  const org = await startOrg({clock});
  const records = rows.map(row => ({attributes: {type: 'Contact'}, ...row}));
  const {json} = await org.call('POST', '/composite/sobjects', {records});
  expect(json.map((result: Row) => result.success)).toEqual(rows.map(() => true));
  return org;
}

const people = [
  {
    LastName: 'Adams',
    Email: 'Ada@Example.com',
    Loyalty_Points__c: 10,
    Birthdate: '2000-02-29',
    Interests__c: 'Food;Sport',
    MailingCity: 'Berlin',
  },
  {
    LastName: 'Brown',
    Email: 'bob@example.com',
    Loyalty_Points__c: 20,
    Newsletter__c: true,
    MailingCity: 'Paris',
  },
  {
    LastName: "O'Brien",
    Loyalty_Points__c: 30,
    Last_Visit__c: '2026-05-19T23:30:00Z',
    MailingCity: 'berlin',
  },
  {LastName: '100% _x', Interests__c: 'Music'},
];

const conditions: [condition: string, names: string[]][] = [
  ["Email = 'ada@example.COM'", ['Adams']],
  ["Email IN ('bob@example.com', 'nobody@example.com')", ['Brown']],
  ["Email NOT IN ('bob@example.com')", ['Adams', "O'Brien", '100% _x']],
  ["Email != 'bob@example.com'", ['Adams', "O'Brien", '100% _x']],
  ['Email = null', ["O'Brien", '100% _x']],
  ["LastName LIKE 'o\\'%'", ["O'Brien"]],
  ["LastName LIKE '100\\% \\_%'", ['100% _x']],
  ["LastName LIKE 'b_own'", ['Brown']],
  ["MailingCity = 'BERLIN' AND (Loyalty_Points__c > 10 OR Email = null)", ["O'Brien"]],
  ['NOT Loyalty_Points__c >= 20', ['Adams', '100% _x']],
  ['Newsletter__c = TRUE', ['Brown']],
  ['Birthdate = 2000-02-29', ['Adams']],
  ['Birthdate < 2000-03-01', ['Adams']],
  ['Last_Visit__c = YESTERDAY', ["O'Brien"]],
  ['Last_Visit__c = LAST_N_DAYS:3', ["O'Brien"]],
  ['Last_Visit__c >= 2026-05-20T01:30:00+02:00', ["O'Brien"]],
  ['CreatedDate = TODAY AND Loyalty_Points__c < 1.5e1', ['Adams']],
  ["Interests__c INCLUDES ('Food;Sport', 'Travel')", ['Adams']],
  ["Interests__c EXCLUDES ('Food')", ['Brown', "O'Brien", '100% _x']],
  ["AccountId IN (SELECT Id FROM Account WHERE Name = 'None')", []],
];

test.each(conditions)('WHERE %s finds the right records', async (condition, names) => {
  const org = await orgWithContacts(people);
  const {json} = await org.query(`SELECT LastName FROM Contact WHERE ${condition}`);
  expect(json.records.map((row: Row) => row.LastName)).toEqual(names);
});

test('ids are found with 15 and 18 characters, and compared in their own case', async () => {
  const org = await orgWithContacts(people);
  const {json} = await org.query('SELECT Id FROM Contact ORDER BY Id');
  const id = json.records[1].Id as string;
  for (const form of [id, id.slice(0, 15)])
    expect(
      (await org.query(`SELECT LastName FROM Contact WHERE Id = '${form}'`)).json.records,
    ).toMatchObject([{LastName: 'Brown'}]);
  expect((await org.query(`SELECT LastName FROM Contact WHERE Id > '${id}'`)).json.totalSize).toBe(
    2,
  );
});

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

const mistakes: [soql: string, errorCode: string, message: string][] = [
  [
    'SELECT Foo FROM Contact',
    'INVALID_FIELD',
    "\nSELECT Foo FROM Contact\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo' on entity 'Contact'.",
  ],
  [
    'SELECT Id\nFROM Foo',
    'INVALID_TYPE',
    "ERROR at Row:2:Column:6\nsObject type 'Foo' is not supported.",
  ],
  ['SELECT Id FROM Contact WHERE', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
  ["SELECT Id FROM Contact WHERE LastName = 'x", 'MALFORMED_QUERY', 'Row:1:Column:41'],
  [
    "SELECT Id FROM Contact WHERE LastName = 'a' AND Title = 'b' OR Title = 'c'",
    'MALFORMED_QUERY',
    "unexpected token: 'OR'",
  ],
  [
    "SELECT Id FROM Contact WHERE Description = 'x'",
    'INVALID_FIELD',
    "field 'Description' can not be filtered in a query call",
  ],
  [
    'SELECT Id FROM Contact ORDER BY Description',
    'MALFORMED_QUERY',
    "field 'Description' can not be sorted in a query call",
  ],
  ['SELECT Id FROM Contact WHERE Email = 5', 'INVALID_FIELD', 'should be enclosed in quotes'],
  [
    "SELECT Id FROM Contact WHERE Loyalty_Points__c = '5'",
    'INVALID_FIELD',
    'should not be enclosed in quotes',
  ],
  [
    "SELECT Id FROM Contact WHERE Id = 'abc'",
    'INVALID_QUERY_FILTER_OPERATOR',
    'invalid ID field: abc',
  ],
  ['SELECT Foo__r.Name FROM Contact', 'INVALID_FIELD', "Didn't understand relationship 'Foo__r'"],
  ['SELECT Id, id FROM Contact', 'MALFORMED_QUERY', 'duplicate field selected: id'],
  [
    'SELECT Id, COUNT(Email) FROM Contact',
    'MALFORMED_QUERY',
    'Field must be grouped or aggregated: id',
  ],
  [
    'SELECT Id FROM Contact OFFSET 2001',
    'NUMBER_OUTSIDE_VALID_RANGE',
    'Maximum SOQL offset allowed is 2000',
  ],
];

test.each(mistakes)('%s is refused with its place', async (soql, errorCode, message) => {
  const org = await startOrg();
  const {status, json} = await org.query(soql);
  expect(status).toBe(400);
  expect(json[0].errorCode).toBe(errorCode);
  expect(json[0].message).toContain(message);
});

test('seeded contacts are the people of the seed, one in a hundred deleted', async () => {
  const org = await startOrg({contacts: 1000, seed: 7});
  const {json} = await org.query(
    'SELECT FirstName, LastName, Email, IsDeleted FROM Contact',
    'queryAll',
  );
  const expected = Array.from({length: 1000}, (_, index) => {
    const {firstName, lastName, email} = person(7, index);
    return {FirstName: firstName, LastName: lastName, Email: email, IsDeleted: index % 100 === 99};
  });
  expect(json.records.map(({attributes: _, ...row}: Row) => row)).toEqual(expected);
  const withoutEmail = expected.filter(
    (row, index) => emailKind(index) === 'none' && !row.IsDeleted,
  );
  expect((await org.query('SELECT COUNT() FROM Contact WHERE Email = null')).json.totalSize).toBe(
    withoutEmail.length,
  );
});

test('neighbouring seeded contacts share their stamps, and some have one stamp together', async () => {
  const org = await startOrg({contacts: 2000});
  const {json} = await org.query(
    'SELECT SystemModstamp, COUNT(Id) n FROM Contact GROUP BY SystemModstamp',
  );
  const sizes = json.records.map((row: {n: number}) => row.n);
  expect(Math.max(...sizes)).toBeGreaterThanOrEqual(10);
  expect(sizes.filter((size: number) => size > 1).length).toBeGreaterThan(300);
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
