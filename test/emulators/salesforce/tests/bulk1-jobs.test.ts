import {expect, test} from 'vitest';
import {newJob, runBatch, startBulk, xml} from './start-bulk1.js';

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
