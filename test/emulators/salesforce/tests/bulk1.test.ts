import {expect, test} from 'vitest';
import type {SalesforceEmulatorOptions} from '../index.js';
import {type Answer, type EmulatedOrg, startOrg} from './emulated-org.js';

const json = 'application/json';
const xml = 'application/xml; charset=UTF-8';

interface Bulk {
  org: EmulatedOrg;
  call(
    method: string,
    path: string,
    body?: string,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

async function startBulk(options: SalesforceEmulatorOptions = {}, type = json): Promise<Bulk> {
  const org = await startOrg(options);
  const call: Bulk['call'] = (method, path, body, headers) =>
    org.call(method, `//services/async/59.0/job${path}`, body, {
      authorization: '',
      'x-sfdc-session': org.credentials.access_token,
      'content-type': type,
      ...headers,
    });
  return {org, call};
}

async function newJob(bulk: Bulk, body: object, headers = {}): Promise<string> {
  const {status, json: job} = await bulk.call('POST', '', JSON.stringify(body), headers);
  expect(status).toBe(201);
  return job.id;
}

/** Adds a batch and waits for its end; gives its path. */
async function runBatch(bulk: Bulk, job: string, content: string): Promise<string> {
  const {status, text} = await bulk.call('POST', `/${job}/batch`, content);
  expect(status).toBe(201);
  const id = /751\w{15}/.exec(text)?.[0];
  const path = `/${job}/batch/${id}`;
  for (;;) {
    const state = (await bulk.call('GET', path)).text;
    if (!/Queued|InProgress/.test(state)) return path;
  }
}

async function queryResults(bulk: Bulk, path: string): Promise<Answer[]> {
  const {text} = await bulk.call('GET', `${path}/result`);
  const ids = text.match(/752\w{15}/g) ?? [];
  return Promise.all(ids.map(id => bulk.call('GET', `${path}/result/${id}`)));
}

test('a query in JSON writes dates as milliseconds since 1970', async () => {
  const bulk = await startBulk({clock: () => Date.UTC(2026, 0, 2, 3, 4, 5)});
  const fields = {LastName: 'Lee', Birthdate: '2001-02-03'};
  await bulk.org.call('POST', '/sobjects/Contact', fields);
  const job = await newJob(bulk, {operation: 'query', object: 'Contact', contentType: 'JSON'});
  const soql = 'SELECT Id, LastName, Birthdate, CreatedDate, Email, Owner.CreatedDate FROM Contact';
  const path = await runBatch(bulk, job, soql);
  for (const below of ['', path, `${path}/result`, `/${job}`])
    expect((await bulk.call('GET', below || `/${job}/batch`)).headers.get('content-type')).toBe(
      json,
    );
  const [result] = await queryResults(bulk, path);
  expect(result?.headers.get('content-type')).toBe(json);
  expect(result?.json).toEqual([
    {
      attributes: {type: 'Contact', url: expect.stringMatching(/^\/services\/data\/v59.0\//)},
      Id: expect.stringMatching(/^003/),
      LastName: 'Lee',
      Birthdate: Date.UTC(2001, 1, 3),
      CreatedDate: Date.UTC(2026, 0, 2, 3, 4, 5),
      Email: null,
      Owner: {attributes: expect.anything(), CreatedDate: expect.any(Number)},
    },
  ]);
  expect((await bulk.call('GET', `${path}/request`)).text).toBe(soql);
});

test('a query in CSV quotes every value, and says so when nothing was found', async () => {
  const bulk = await startBulk({contacts: 5, bulkPageSize: 2});
  const job = await newJob(bulk, {operation: 'queryAll', object: 'Contact', contentType: 'CSV'});
  const pages = await queryResults(bulk, await runBatch(bulk, job, 'SELECT Id FROM Contact'));
  expect(pages.map(({text}) => text.trim().split('\n').length - 1)).toEqual([2, 2, 1]);
  expect(pages[0]?.text).toMatch(/^"Id"\n"003\w{15}"\n/);
  const none = await runBatch(bulk, job, "SELECT Id FROM Contact WHERE LastName = 'none'");
  expect((await queryResults(bulk, none)).map(({text}) => text)).toEqual([
    '"Records not found for this query"\n',
  ]);
});

test('a query in XML writes sObjects, and nothing for null', async () => {
  const bulk = await startBulk({}, xml);
  await bulk.org.call('POST', '/sobjects/Contact', {LastName: "O'<Brien>&"});
  const jobInfo =
    '<?xml version="1.0"?><jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>query</operation><object>Contact</object><contentType>XML</contentType></jobInfo>';
  const {status, text} = await bulk.call('POST', '', jobInfo);
  expect(status).toBe(201);
  expect(text).toMatch(/^<\?xml[^>]+><jobInfo xmlns="http:\/\/www.force.com\/2009\/06\/asyncapi/);
  expect(text).toMatch(/<createdDate>\d{4}-\d\d-\d\dT[\d:.]+Z<\/createdDate>/);
  const job = /<id>(\w+)</.exec(text)?.[1] ?? '';
  const path = await runBatch(bulk, job, 'SELECT LastName, Email, Owner.Alias FROM Contact');
  const [result] = await queryResults(bulk, path);
  expect(result?.text).toContain(
    '<records xsi:type="sObject"><type>Contact</type><LastName>O&#39;&#60;Brien&#62;&#38;</LastName><Email xsi:nil="true"/><Owner xsi:type="sObject"><Alias>',
  );
});

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

test('PK chunking makes a batch for each chunk and does not process the first', async () => {
  const bulk = await startBulk({contacts: 25});
  const job = await newJob(
    bulk,
    {operation: 'query', object: 'Contact', contentType: 'CSV'},
    {'sforce-enable-pkchunking': 'true; chunkSize=10; parent=Account'},
  );
  await runBatch(bulk, job, 'SELECT Id FROM Contact');
  const {text} = await bulk.call('GET', `/${job}/batch`);
  const states = [...text.matchAll(/<state>(\w+)</g)].map(([, state]) => state);
  expect(states).toEqual(['NotProcessed', 'Completed', 'Completed', 'Completed']);
  const ids = [...text.matchAll(/<id>(\w+)</g)].map(([, id]) => id);
  const results = await Promise.all(
    ids.slice(1).map(id => queryResults(bulk, `/${job}/batch/${id}`)),
  );
  const rows = results.flat().flatMap(({text: csv}) => csv.trim().split('\n').slice(1));
  const {json: all} = await bulk.org.query('SELECT COUNT() FROM Contact');
  expect(new Set(rows).size).toBe(all.totalSize);
  expect((await bulk.call('GET', `/${job}`)).json).toMatchObject({
    numberBatchesTotal: 4,
    numberBatchesCompleted: 3,
    numberRecordsProcessed: all.totalSize,
  });
});

test('a job goes from Open to Closed or Aborted and then takes no batch', async () => {
  const bulk = await startBulk({bulkQueuedMs: 60_000});
  const job = await newJob(bulk, {operation: 'delete', object: 'Contact', contentType: 'CSV'});
  const {text} = await bulk.call('POST', `/${job}/batch`, 'Id\n003000000000000AAA\n');
  const batch = /<id>(\w+)</.exec(text)?.[1];
  expect((await bulk.call('GET', `/${job}/batch/${batch}/result`)).json).toMatchObject({
    exceptionCode: 'InvalidBatch',
    exceptionMessage: 'Batch not completed',
  });
  expect((await bulk.call('POST', `/${job}`, '{"state":"Aborted"}')).json.state).toBe('Aborted');
  expect((await bulk.call('GET', `/${job}/batch/${batch}`)).text).toContain('NotProcessed');
  const more = await bulk.call('POST', `/${job}/batch`, 'Id\n');
  expect(more).toMatchObject({status: 400, json: {exceptionCode: 'InvalidJobState'}});
  expect((await bulk.call('POST', `/${job}`, '{"state":"Closed"}')).status).toBe(400);
});

test('a batch that cannot be understood fails, and says why', async () => {
  const bulk = await startBulk();
  const query = await newJob(bulk, {operation: 'query', object: 'Contact', contentType: 'JSON'});
  for (const soql of [
    'SELECT Nope FROM Contact',
    'SELECT Id FROM Account',
    '',
    'SELECT COUNT(Id) FROM Contact',
  ]) {
    const path = await runBatch(bulk, query, soql);
    expect((await bulk.call('GET', path)).json).toMatchObject({
      state: 'Failed',
      stateMessage: expect.stringMatching(/^InvalidBatch : /),
    });
    expect((await bulk.call('GET', `${path}/result`)).status).toBe(400);
  }
  for (const [contentType, content] of [
    ['JSON', '{'],
    ['JSON', '[1]'],
    ['JSON', '[]'],
    ['XML', '<sObjects><a></sObjects>'],
    ['CSV', 'Nope\n1\n'],
    ['CSV', ''],
  ] as const) {
    const job = await newJob(bulk, {operation: 'insert', object: 'Contact', contentType});
    expect((await bulk.call('GET', await runBatch(bulk, job, content))).text).toMatch(/Failed/);
  }
});

test('errors have codes of their own, in the form of the call', async () => {
  const bulk = await startBulk();
  const post = (body: string, headers = {}) => bulk.call('POST', '', body, headers);
  expect(await post('{}', {'x-sfdc-session': 'nobody'})).toMatchObject({
    status: 400,
    json: {exceptionCode: 'InvalidSessionId'},
  });
  for (const body of [
    '{',
    '[]',
    'null',
    '{"object":"Nope"}',
    '{"object":"Contact","operation":"x"}',
  ])
    expect(await post(body)).toMatchObject({
      status: 400,
      json: {exceptionCode: expect.stringMatching(/^Invalid(Job|Entity)$/)},
    });
  const inXml = await post('<jobInfo>', {'content-type': xml});
  expect(inXml.text).toMatch(/<error [^>]+><exceptionCode>InvalidJob<\/exceptionCode>/);
  expect(inXml.headers.get('content-type')).toBe('application/xml');
  expect((await bulk.call('GET', '/750000000000000')).json.exceptionCode).toBe('InvalidJob');
  const old = await bulk.org.call('POST', '//services/async/30.0/job', {}, {});
  expect(old).toMatchObject({status: 400, json: {exceptionCode: 'InvalidVersion'}});
});

test('each batch counts against the daily allowance', async () => {
  const bulk = await startBulk();
  const job = await newJob(bulk, {operation: 'query', object: 'Contact', contentType: 'JSON'});
  await runBatch(bulk, job, 'SELECT Id FROM Contact');
  const {json: limits} = await bulk.org.call('GET', '/limits');
  expect(limits.DailyBulkApiBatches).toEqual({Max: 15_000, Remaining: 14_999});
});

test('contents in ZIP files are refused, as a job and as a batch', async () => {
  const bulk = await startBulk();
  const body = {operation: 'insert', object: 'Contact'};
  const {json} = await bulk.call('POST', '', JSON.stringify({...body, contentType: 'ZIP_CSV'}));
  expect(json).toEqual({
    exceptionCode: 'InvalidJob',
    exceptionMessage: 'Unsupported content type: ZIP_CSV',
  });
  const job = await newJob(bulk, {...body, contentType: 'CSV'});
  const type = {'content-type': 'zip/csv'};
  const batch = await bulk.call('POST', `/${job}/batch`, 'PK', type);
  expect(batch.text).toContain('<exceptionCode>InvalidBatch</exceptionCode>');
});
