import {parse} from 'csv-parse/sync';
import {expect, test} from 'vitest';
import {finishedJob, read} from './bulk-jobs.js';
import {type Answer, type EmulatedOrg, startOrg} from './emulated-org.js';

async function bulkQuery(org: EmulatedOrg, query: string, body: object = {}): Promise<string> {
  const {status, json} = await org.call('POST', '/jobs/query', {
    operation: 'query',
    query,
    ...body,
  });
  expect(status).toBe(200);
  expect(json.state).toBe('UploadComplete');
  await finishedJob(org, `/jobs/query/${json.id}`);
  return `/jobs/query/${json.id}`;
}

test('a bulk query gives the records that REST gives, as quoted CSV', async () => {
  const org = await startOrg({contacts: 300});
  const fields =
    'Id, Name, Email, Description, Newsletter__c, Loyalty_Points__c, Last_Visit__c, Birthdate, Account.Name';
  const path = await bulkQuery(org, `SELECT ${fields} FROM Contact`);
  const {text, headers} = await org.call('GET', `${path}/results`);
  expect(headers.get('sforce-numberofrecords')).toBe('297');
  expect(headers.get('sforce-locator')).toBe('null');
  expect(text.split('\n')[0]).toBe(
    '"Id","Name","Email","Description","Newsletter__c","Loyalty_Points__c","Last_Visit__c","Birthdate","Account.Name"',
  );
  const {json} = await org.query(`SELECT ${fields} FROM Contact`);
  const expected = json.records.map((row: Answer['json']) => ({
    Id: row.Id,
    Name: row.Name,
    Email: row.Email ?? '',
    Description: row.Description ?? '',
    Newsletter__c: String(row.Newsletter__c),
    Loyalty_Points__c: row.Loyalty_Points__c === null ? '' : `${row.Loyalty_Points__c}.0`,
    Last_Visit__c: String(row.Last_Visit__c ?? '').replace('+0000', 'Z'),
    Birthdate: row.Birthdate ?? '',
    'Account.Name': row.Account?.Name ?? '',
  }));
  expect(parse(text, {columns: true, relax_column_count: false, trim: false})).toEqual(expected);
});

test('results come in pages that can be fetched again, each with its header', async () => {
  const org = await startOrg({contacts: 500});
  const path = await bulkQuery(org, 'SELECT Id FROM Contact');
  const ids: (string | undefined)[] = [];
  let locator: string | null = '';
  while (locator !== 'null') {
    const url = `${path}/results?maxRecords=200&locator=${encodeURIComponent(locator ?? '')}`;
    const page = await org.call('GET', url);
    expect((await org.call('GET', url)).text).toBe(page.text);
    ids.push(...read(page.text).map(row => row.Id));
    locator = page.headers.get('sforce-locator');
  }
  expect(new Set(ids).size).toBe(495);
  expect(ids).toHaveLength(495);
});

test('resultPages names five pages at a time', async () => {
  const org = await startOrg({contacts: 700, bulkPageSize: 100});
  const path = await bulkQuery(org, 'SELECT Id FROM Contact', {operation: 'queryAll'});
  const first = (await org.call('GET', `${path}/resultPages`)).json;
  expect(first).toMatchObject({done: false});
  expect(first.resultPages).toHaveLength(5);
  const second = (await org.call('GET', `/${first.nextRecordsUrl}`)).json;
  expect(second).toMatchObject({done: true, nextRecordsUrl: null});
  const pages = [...first.resultPages, ...second.resultPages];
  const texts = await Promise.all(
    pages.map(async ({resultUrl}) => (await org.call('GET', `/${resultUrl}`)).text),
  );
  expect(texts.flatMap(text => read(text))).toHaveLength(700);
});

test('results are those of the moment the query ran', async () => {
  const org = await startOrg({contacts: 20});
  const path = await bulkQuery(org, 'SELECT Id, LastName FROM Contact');
  const before = (await org.call('GET', `${path}/results`)).text;
  const [{Id} = {Id: ''}] = read(before);
  await org.call('PATCH', `/sobjects/Contact/${Id}`, {LastName: 'Changed'});
  expect((await org.call('GET', `${path}/results`)).text).toBe(before);
});

test('results of another API version or of a job that is not complete are refused', async () => {
  const org = await startOrg({contacts: 10, bulkQueuedMs: 600_000});
  const {json} = await org.call('POST', '/jobs/query', {
    operation: 'query',
    query: 'SELECT Id FROM Contact',
  });
  expect((await org.call('GET', `/jobs/query/${json.id}/results`)).status).toBe(400);
  expect((await org.call('DELETE', `/jobs/query/${json.id}`)).status).toBe(400);
  expect((await org.call('PATCH', `/jobs/query/${json.id}`, {state: 'Aborted'})).json.state).toBe(
    'Aborted',
  );
  const done = await startOrg({contacts: 10});
  const path = await bulkQuery(done, 'SELECT Id FROM Contact');
  expect((await done.call('GET', `//services/data/v61.0${path}/results`)).status).toBe(409);
});

const refused = [
  'SELECT COUNT() FROM Contact',
  'SELECT MailingCity FROM Contact GROUP BY MailingCity',
  'SELECT Id FROM Contact OFFSET 5',
  'SELECT MailingAddress FROM Contact',
  'SELECT Account.BillingAddress FROM Contact',
  'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
  'SELECT FIELDS(ALL) FROM Contact LIMIT 5',
];

test.each(refused)('%s is not for bulk queries', async query => {
  const org = await startOrg();
  const {status, json} = await org.call('POST', '/jobs/query', {operation: 'query', query});
  expect(status).toBe(400);
  expect(json[0].message).toMatch(/not supported in Bulk Query/);
});

test('a bulk query can be made to fail', async () => {
  const org = await startOrg({contacts: 10});
  await org.fault({kind: 'fail-query-job', message: 'Broken'});
  const path = await bulkQuery(org, 'SELECT Id FROM Contact');
  expect((await org.call('GET', path)).json).toMatchObject({
    state: 'Failed',
    errorMessage: 'Broken',
  });
});
