import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {csv, finishedJob, read} from './bulk-jobs.js';
import {type Answer, type EmulatedOrg, startOrg} from './emulated-org.js';

async function ingest(
  org: EmulatedOrg,
  body: object,
  content: string,
  headers = {},
): Promise<{id: string; job: Answer['json']}> {
  const {json} = await org.call('POST', '/jobs/ingest', {contentType: 'CSV', ...body});
  expect(
    (await org.call('PUT', `//${json.contentUrl}`, content, {...csv, ...headers})).status,
  ).toBe(201);
  await org.call('PATCH', `/jobs/ingest/${json.id}`, {state: 'UploadComplete'});
  return {id: json.id, job: await finishedJob(org, `/jobs/ingest/${json.id}`)};
}

async function results(org: EmulatedOrg, id: string, delimiter?: string) {
  const get = async (which: string) =>
    read((await org.call('GET', `/jobs/ingest/${id}/${which}`)).text, delimiter);
  return {
    successful: await get('successfulResults'),
    failed: await get('failedResults'),
    unprocessed: await get('unprocessedRecords'),
  };
}

test('an ingest job goes from Open to JobComplete and has a result for every row', async () => {
  const org = await startOrg();
  const created = await org.call('POST', '/jobs/ingest', {
    object: 'Contact',
    operation: 'insert',
    contentType: 'CSV',
  });
  expect(created).toMatchObject({
    status: 200,
    json: {
      id: expect.stringMatching(/^750/),
      state: 'Open',
      createdDate: expect.stringMatching(/:\d\d\.000\+0000$/),
      apiVersion: 62,
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
      contentUrl: `services/data/v62.0/jobs/ingest/${created.json.id}/batches`,
    },
  });
  const {id, job} = await ingest(
    org,
    {object: 'Contact', operation: 'insert'},
    'LastName,Email,Newsletter__c,Birthdate\n"Multi\nline, ""x""",m@example.com,1,2001-02-03\n,,,\nB,bad,,\nC,,,soon\n',
  );
  expect(job).toMatchObject({
    state: 'JobComplete',
    numberRecordsProcessed: 4,
    numberRecordsFailed: 3,
    jobType: 'V2Ingest',
  });
  const {successful, failed, unprocessed} = await results(org, id);
  expect(successful).toEqual([
    {
      sf__Id: expect.stringMatching(/^003/),
      sf__Created: 'true',
      LastName: 'Multi\nline, "x"',
      Email: 'm@example.com',
      Newsletter__c: '1',
      Birthdate: '2001-02-03',
    },
  ]);
  expect(failed.map(row => row.sf__Error)).toEqual([
    'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
    'INVALID_EMAIL_ADDRESS:Email: invalid email address: bad:Email --',
    "INVALID_FIELD:Failed to deserialize field at col 3. Due to, 'soon' is not a valid value for the type xsd:date:Birthdate --",
  ]);
  expect(unprocessed).toEqual([]);
  expect((await org.call('GET', '/limits')).json.DailyBulkApiBatches.Remaining).toBe(14_999);
});

test('an empty cell leaves a field as it is, #N/A empties it', async () => {
  const org = await startOrg();
  await ingest(
    org,
    {object: 'Contact', operation: 'insert'},
    'LastName,External_Ref__c,Title,Phone\nA,R1,Boss,123\n',
  );
  const body = {object: 'Contact', operation: 'upsert', externalIdFieldName: 'External_Ref__c'};
  const {id} = await ingest(org, body, 'External_Ref__c,Title,Phone\nr1,#N/A,\n');
  expect((await results(org, id)).successful).toMatchObject([{sf__Created: 'false'}]);
  expect((await org.query('SELECT Title, Phone FROM Contact')).json.records).toMatchObject([
    {Title: null, Phone: '123'},
  ]);
});

test('records are updated, deleted and hard deleted by Id', async () => {
  const org = await startOrg();
  const {id} = await ingest(org, {object: 'Contact', operation: 'insert'}, 'LastName\nA\nB\nC\n');
  const [a, b, c] = (await results(org, id)).successful.map(row => row.sf__Id);
  const update = await ingest(
    org,
    {object: 'Contact', operation: 'update'},
    `Id,LastName\n${a},Z\n0035e000001zzzzAAA,Y\n`,
  );
  expect((await results(org, update.id)).failed).toMatchObject([
    {
      sf__Id: '0035e000001zzzzAAA',
      sf__Error: 'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--',
    },
  ]);
  await ingest(org, {object: 'Contact', operation: 'delete'}, `Id\n${b}\n`);
  await ingest(org, {object: 'Contact', operation: 'hardDelete'}, `Id\n${c}\n`);
  const {json} = await org.query('SELECT LastName, IsDeleted FROM Contact', 'queryAll');
  expect(json.records).toMatchObject([
    {LastName: 'Z', IsDeleted: false},
    {LastName: 'B', IsDeleted: true},
  ]);
});

test('every delimiter and line ending is taken, gzipped or not', async () => {
  const org = await startOrg();
  const delimiters = {COMMA: ',', TAB: '\t', PIPE: '|', SEMICOLON: ';', CARET: '^', BACKQUOTE: '`'};
  for (const [columnDelimiter, sign] of Object.entries(delimiters)) {
    const body = {object: 'Contact', operation: 'insert', columnDelimiter, lineEnding: 'CRLF'};
    const {id} = await ingest(org, body, `LastName${sign}Title\r\n"a${sign}b"${sign}t\r\n`);
    expect((await results(org, id, sign)).successful).toMatchObject([
      {LastName: `a${sign}b`, Title: 't'},
    ]);
  }
  const created = await org.call('POST', '/jobs/ingest', {object: 'Contact', operation: 'insert'});
  const reply = await fetch(`${org.url}/${created.json.contentUrl}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${org.credentials.access_token}`,
      'content-encoding': 'gzip',
      ...csv,
    },
    body: gzipSync('LastName\nZipped\n'),
  });
  expect(reply.status).toBe(201);
  await org.call('PATCH', `/jobs/ingest/${created.json.id}`, {state: 'UploadComplete'});
  expect(await finishedJob(org, `/jobs/ingest/${created.json.id}`)).toMatchObject({
    numberRecordsProcessed: 1,
    numberRecordsFailed: 0,
  });
});

test('a job fails as a whole for an unknown column or the wrong line ending', async () => {
  const org = await startOrg();
  const unknown = await ingest(
    org,
    {object: 'Contact', operation: 'insert'},
    'LastName,ContactId__c\nA,1\n',
  );
  expect(unknown.job).toMatchObject({
    state: 'Failed',
    errorMessage: 'InvalidBatch : Field name not found : ContactId__c',
  });
  expect((await results(org, unknown.id)).unprocessed).toEqual([
    {LastName: 'A', ContactId__c: '1'},
  ]);
  const ending = await ingest(org, {object: 'Contact', operation: 'insert'}, 'LastName\r\nA\r\n');
  expect(ending.job.errorMessage).toBe(
    'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
  );
});

test('a job takes one upload', async () => {
  const org = await startOrg();
  const {json} = await org.call('POST', '/jobs/ingest', {object: 'Contact', operation: 'insert'});
  await org.call('PUT', `//${json.contentUrl}`, 'LastName\nA\n', csv);
  const second = await org.call('PUT', `//${json.contentUrl}`, 'LastName\nB\n', csv);
  expect(second).toMatchObject({
    status: 400,
    json: [
      {
        errorCode: 'BULK_API_ERROR',
        message: expect.stringContaining(`Found multiple contents for job: <${json.id}>`),
      },
    ],
  });
});

test('parents are named in the header by an external id', async () => {
  const org = await startOrg();
  await org.call('POST', '/sobjects/Account', {Name: 'Acme', External_Ref__c: 'A1'});
  await ingest(
    org,
    {object: 'Contact', operation: 'insert'},
    'LastName,Account.External_Ref__c\nLee,a1\n',
  );
  expect((await org.query('SELECT Account.Name FROM Contact')).json.records).toMatchObject([
    {Account: {Name: 'Acme'}},
  ]);
});

test('a small job may come with its content in one multipart call', async () => {
  const org = await startOrg();
  const part = (name: string, type: string, content: string) =>
    `--XX\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;
  const job = JSON.stringify({
    object: 'Contact',
    operation: 'insert',
    contentType: 'CSV',
    lineEnding: 'LF',
  });
  const body = `${part('job', 'application/json', job)}${part('content', 'text/csv', 'LastName\nA\nB')}--XX--\r\n`;
  const {json} = await org.call('POST', '/jobs/ingest', body, {
    'content-type': 'multipart/form-data; boundary=XX',
  });
  expect(await finishedJob(org, `/jobs/ingest/${json.id}`)).toMatchObject({
    state: 'JobComplete',
    numberRecordsProcessed: 2,
  });
});

test('a job can be aborted while it waits, and deleted when it is over', async () => {
  const org = await startOrg({bulkQueuedMs: 600_000});
  const {json} = await org.call('POST', '/jobs/ingest', {object: 'Contact', operation: 'insert'});
  await org.call('PUT', `//${json.contentUrl}`, 'LastName\nA\n', csv);
  await org.call('PATCH', `/jobs/ingest/${json.id}`, {state: 'UploadComplete'});
  expect((await org.call('GET', `/jobs/ingest/${json.id}`)).json.state).toBe('UploadComplete');
  expect((await org.call('PATCH', `/jobs/ingest/${json.id}`, {state: 'Aborted'})).json.state).toBe(
    'Aborted',
  );
  expect((await org.call('DELETE', `/jobs/ingest/${json.id}`)).status).toBe(204);
  expect((await org.call('GET', `/jobs/ingest/${json.id}`)).status).toBe(404);
});

test('a job that is made to fail after some rows keeps those and tells which are left', async () => {
  const org = await startOrg();
  await org.fault({kind: 'fail-ingest-job', afterRows: 2, message: 'InternalServerError : boom'});
  const {id, job} = await ingest(
    org,
    {object: 'Contact', operation: 'insert'},
    'LastName\nA\nB\nC\nD\n',
  );
  expect(job).toMatchObject({
    state: 'Failed',
    numberRecordsProcessed: 2,
    errorMessage: 'InternalServerError : boom',
  });
  const {successful, unprocessed} = await results(org, id);
  expect(successful.map(row => row.LastName)).toEqual(['A', 'B']);
  expect(unprocessed.map(row => row.LastName)).toEqual(['C', 'D']);
});
