import {expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

async function find(org: EmulatedOrg, sosl: string) {
  return (await org.call('GET', `/search?q=${encodeURIComponent(sosl)}`)).json;
}

async function orgWithPeople(): Promise<EmulatedOrg> {
  const org = await startOrg();
  const ann = {FirstName: 'Ann', LastName: 'Lee', Email: 'ann.lee@example.com', Phone: '030 123'};
  await org.call('POST', '/sobjects/Contact', ann);
  await org.call('POST', '/sobjects/Contact', {FirstName: 'Annabel', LastName: 'Leeds'});
  await org.call('POST', '/sobjects/Lead', {LastName: 'Lee', Company: 'Acme, Inc'});
  return org;
}

test('a search finds whole words in every searchable object', async () => {
  const org = await orgWithPeople();
  const {searchRecords} = await find(org, 'FIND {lee}');
  expect(searchRecords).toHaveLength(2);
  expect(searchRecords[0]).toEqual({attributes: expect.anything(), Id: expect.any(String)});
  expect((await find(org, 'FIND {ann*} RETURNING Contact')).searchRecords).toHaveLength(2);
  expect((await find(org, 'FIND {"ann lee" OR leeds}')).searchRecords).toHaveLength(2);
  expect((await find(org, 'FIND {lee AND NOT acme} RETURNING Lead(Id)')).searchRecords).toEqual([]);
});

test('a search returns the fields asked for, with conditions, order and limit', async () => {
  const org = await orgWithPeople();
  const sosl =
    "FIND {lee*} IN NAME FIELDS RETURNING Contact(LastName, Email WHERE FirstName != 'x,)' ORDER BY LastName DESC LIMIT 1), Lead(Company)";
  expect((await find(org, sosl)).searchRecords).toMatchObject([
    {attributes: {type: 'Contact'}, LastName: 'Leeds'},
    {attributes: {type: 'Lead'}, Company: 'Acme, Inc'},
  ]);
  const byEmail =
    'FIND {ann.lee@example.com} IN EMAIL FIELDS RETURNING Contact(Id), Lead(Id) LIMIT 1';
  expect((await find(org, byEmail)).searchRecords).toHaveLength(1);
});

test.each([
  ['FIND {a}', 'MALFORMED_SEARCH'],
  ['SEARCH {lee}', 'MALFORMED_SEARCH'],
  ['FIND {lee} IN NO FIELDS', 'MALFORMED_SEARCH'],
  ['FIND {lee} RETURNING Nothing(Id)', 'INVALID_TYPE'],
  ['FIND {lee} RETURNING Contact(Nothing)', 'INVALID_FIELD'],
  ['', 'MALFORMED_SEARCH'],
])('the search %s is refused', async (sosl, errorCode) => {
  expect(await find(await startOrg(), sosl)).toMatchObject([{errorCode}]);
});

test('a parameterized search takes its parts from the query or the body', async () => {
  const org = await orgWithPeople();
  const path = '/parameterizedSearch';
  const fromQuery = await org.call(
    'GET',
    `${path}?q=Lee&sobject=Lead&Lead.fields=Id,Company&Lead.limit=5&in=ALL`,
  );
  expect(fromQuery.json.searchRecords).toMatchObject([{Company: 'Acme, Inc'}]);
  const fromBody = await org.call('POST', path, {
    q: 'lee*',
    fields: ['LastName'],
    sobjects: [
      {name: 'Contact', limit: 1},
      {name: 'Lead', where: "Company = 'Nobody'"},
    ],
    overallLimit: 10,
  });
  expect(fromBody.json.searchRecords).toMatchObject([{LastName: 'Lee'}]);
  expect((await org.call('POST', path, {q: 'lee', in: 'NO'})).status).toBe(400);
  expect((await org.call('POST', path, {})).json[0].errorCode).toBe('MALFORMED_SEARCH');
});

test('records are counted by object', async () => {
  const org = await orgWithPeople();
  const {json} = await org.call('GET', '/limits/recordCount?sObjects=Lead,Contact,Nothing');
  expect(json).toEqual({
    sObjects: [
      {count: 2, name: 'Contact'},
      {count: 1, name: 'Lead'},
    ],
  });
  expect((await org.call('GET', '/limits/recordCount')).json.sObjects.length).toBeGreaterThan(5);
});

test('tabs, recent records, layouts and list views can be asked for', async () => {
  const org = await startOrg();
  expect((await org.call('GET', '/recent')).json).toEqual([]);
  expect((await org.call('GET', '/tabs')).json).toContainEqual(
    expect.objectContaining({name: 'standard-Contact', label: 'Contacts', sobjectName: 'Contact'}),
  );
  const base = '/sobjects/Contact';
  const {json: layouts} = await org.call('GET', `${base}/describe/layouts`);
  expect(layouts).toMatchObject({
    layouts: [{detailLayoutSections: [{heading: 'Contact Detail'}]}],
    recordTypeMappings: [{layoutId: layouts.layouts[0].id}],
  });
  for (const path of ['layouts/012000000000000AAA', 'compactLayouts', 'approvalLayouts'])
    expect((await org.call('GET', `${base}/describe/${path}`)).status).toBe(200);
  expect((await org.call('GET', `${base}/quickActions`)).json).toEqual([]);
  expect((await org.call('GET', '/sobjects/Nothing/describe/layouts')).status).toBe(404);
});

test('a query plan tells whether an index helps', async () => {
  const org = await startOrg({contacts: 100});
  const plansOf = async (soql: string) =>
    (await org.call('GET', `/query?explain=${encodeURIComponent(soql)}`)).json.plans;
  expect(await plansOf('SELECT Id FROM Contact')).toMatchObject([
    {leadingOperationType: 'TableScan', sobjectCardinality: 100, sobjectType: 'Contact'},
  ]);
  expect(await plansOf("SELECT Id FROM Contact WHERE Email = 'x@example.com'")).toMatchObject([
    {leadingOperationType: 'Index', fields: ['Email'], cardinality: 0},
    {leadingOperationType: 'TableScan'},
  ]);
  expect((await org.call('GET', '/query?explain=SELECT')).status).toBe(400);
});

test('profiles, files and the most requested tooling objects can be queried', async () => {
  const org = await startOrg();
  const tooling = async (soql: string) => (await org.query(soql, 'tooling/query')).json.records;
  const users = "SELECT Profile.Name FROM User WHERE Profile.Name = 'System Administrator'";
  expect((await org.query(users)).json.totalSize).toBe(1);
  expect(
    await tooling(
      "SELECT QualifiedApiName, KeyPrefix FROM EntityDefinition WHERE QualifiedApiName = 'Contact'",
    ),
  ).toMatchObject([{QualifiedApiName: 'Contact', KeyPrefix: '003'}]);
  const fields =
    "SELECT DataType FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Contact' AND QualifiedApiName = 'Email'";
  expect(await tooling(fields)).toMatchObject([{DataType: 'Email'}]);
  expect(await tooling('SELECT Id, Body FROM ApexClass')).toEqual([]);
  expect((await org.call('GET', '/tooling/sobjects/ApexTrigger/describe')).json.name).toBe(
    'ApexTrigger',
  );
  expect((await org.call('GET', '/tooling')).json).toHaveProperty('query');
  const bulk = {operation: 'query', query: 'SELECT Id FROM EntityDefinition'};
  expect((await org.call('POST', '/jobs/query', bulk)).json[0].errorCode).toBe('INVALIDENTITY');
});

test('the records related to one, and the contents of a file, are below it', async () => {
  const org = await startOrg();
  const create = async (object: string, body: object) =>
    (await org.call('POST', `/sobjects/${object}`, body)).json.id;
  const AccountId = await create('Account', {Name: 'Acme'});
  const contact = await create('Contact', {LastName: 'Ann', AccountId});
  await create('Contact', {LastName: 'Ben', AccountId});
  await create('Contact', {LastName: 'Cy'});
  const related = async (path: string) => (await org.call('GET', `/sobjects/${path}`)).json;
  expect(await related(`Contact/${contact}/Account`)).toMatchObject({Id: AccountId, Name: 'Acme'});
  const children = await related(`Account/${AccountId}/Contacts?fields=Id,LastName`);
  expect(children).toMatchObject({
    totalSize: 2,
    done: true,
    records: [{Id: contact, LastName: 'Ann'}, {LastName: 'Ben'}],
  });
  expect((await org.call('GET', `/sobjects/Account/${AccountId}/Nothing`)).status).toBe(404);
  expect((await org.call('GET', `/sobjects/Account/${AccountId}/Parent`)).status).toBe(404);
  const VersionData = Buffer.from('Grüße').toString('base64');
  const file = await create('ContentVersion', {Title: 'a', PathOnClient: 'a.txt', VersionData});
  const url = (await related(`ContentVersion/${file}`)).VersionData;
  expect(url).toBe(`/services/data/v62.0/sobjects/ContentVersion/${file}/VersionData`);
  expect((await org.call('GET', `/${url}`)).text).toBe('Grüße');
});

test('every resource that a version names answers', async () => {
  const org = await startOrg();
  const {identity, ...resources} = (await org.call('GET', '')).json;
  const needs: Record<string, string> = {
    query: '?q=SELECT+Id+FROM+RecordType',
    queryAll: '?q=SELECT+Id+FROM+Contact',
    search: '?q=FIND+{Acme}',
    parameterizedSearch: '?q=Acme',
    compactLayouts: '?q=Contact,Account',
  };
  for (const [name, url] of Object.entries(resources)) {
    if (name === 'composite' || name === 'jobs') continue;
    expect((await org.call('GET', `/${url}${needs[name] ?? ''}`)).status, name).toBe(200);
  }
  for (const path of ['theme', 'appMenu/AppSwitcher', 'process/rules', 'actions/standard'])
    expect((await org.call('GET', `/${path}`)).status, path).toBe(200);
});
