import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';
import {orgWithContacts, people, type Row} from './org-with-contacts.js';

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
