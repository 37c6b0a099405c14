import {expect, test} from 'vitest';
import {json, newJob, queryResults, runBatch, startBulk, xml} from './start-bulk1.js';

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
