import {mkdtempSync, readFileSync} from 'node:fs';
import {request} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readCommandLine} from '../command-line.js';
import {startSalesforceEmulator} from '../index.js';
import {startOrg} from './emulated-org.js';

const contact = {attributes: {type: 'Contact'}, LastName: 'Lee'};

test('rows can be locked, each second one or a share of them', async () => {
  const org = await startOrg();
  await org.fault({kind: 'lock-rows', every: 2});
  const {json} = await org.call('POST', '/composite/sobjects', {records: Array(4).fill(contact)});
  expect(json.map((result: {success: boolean}) => result.success)).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(json[1].errors[0]).toMatchObject({
    statusCode: 'UNABLE_TO_LOCK_ROW',
    message: expect.stringContaining('unable to obtain exclusive access to this record'),
  });
});

test('the daily limit can be reached at once, and reset gives the allowance back', async () => {
  const org = await startOrg({faults: [{kind: 'daily-limit'}]});
  expect((await org.call('GET', '/limits')).json[0].errorCode).toBe('REQUEST_LIMIT_EXCEEDED');
  await org.call('POST', '//__emulator/reset');
  expect((await org.call('GET', '/limits')).status).toBe(200);
});

test('new rows can become visible only after their stamp', async () => {
  let now = Date.UTC(2026, 0, 1);
  const org = await startOrg({clock: () => now});
  await org.fault({kind: 'late-rows', visibleAfterMs: 5000});
  await org.call('POST', '/sobjects/Contact', {LastName: 'Late'});
  expect((await org.query('SELECT Id FROM Contact')).json.totalSize).toBe(0);
  now += 5000;
  const {json} = await org.query('SELECT SystemModstamp FROM Contact');
  expect(json.records).toMatchObject([{SystemModstamp: '2026-01-01T00:00:00.000+0000'}]);
});

test('a reply can be lost after the work was done', async () => {
  const org = await startOrg();
  await org.fault({
    route: '/services/data/:version/sobjects/:object',
    method: 'POST',
    loseReply: true,
    times: 1,
  });
  await expect(org.call('POST', '/sobjects/Contact', {LastName: 'Lost'})).rejects.toThrow();
  expect((await org.query('SELECT LastName FROM Contact')).json.records).toMatchObject([
    {LastName: 'Lost'},
  ]);
});

test('a bulk result can be cut in the middle', async () => {
  const org = await startOrg({contacts: 500});
  const {json} = await org.call('POST', '/jobs/query', {
    operation: 'query',
    query: 'SELECT Id, Email FROM Contact',
  });
  await org.fault({route: '*/results*', nth: 1, cutAfterBytes: 1000});
  await expect(org.call('GET', `/jobs/query/${json.id}/results`)).rejects.toThrow();
  expect((await org.call('GET', `/jobs/query/${json.id}/results`)).text.split('\n')).toHaveLength(
    497,
  );
});

test('requests are recorded with their bodies', async () => {
  const org = await startOrg();
  await org.call('POST', '/sobjects/Contact', {LastName: 'Lee'});
  const {json} = await org.call('GET', '//__emulator/requests');
  expect(json).toMatchObject([
    {
      method: 'POST',
      route: '/services/data/:version/sobjects/:object',
      status: 201,
      body: '{"LastName":"Lee"}',
    },
  ]);
});

test('reset with data brings the records back to what they were', async () => {
  const org = await startOrg({contacts: 10, users: [{username: 'u@example.com', password: 'p'}]});
  await org.call('POST', '/sobjects/Contact', {LastName: 'New'});
  await org.call('POST', '//__emulator/reset', {data: true});
  expect((await org.query('SELECT COUNT() FROM Contact')).json.totalSize).toBe(10);
  expect((await org.query('SELECT COUNT() FROM User')).json.totalSize).toBe(3);
});

test('an org kept in a file is the same after a start', async () => {
  const dataFile = join(mkdtempSync(join(tmpdir(), 'org-')), 'org.jsonl');
  const first = await startOrg({contacts: 20, dataFile});
  const {json} = await first.call('POST', '/sobjects/Contact', {LastName: 'Kept'});
  const {json: seeded} = await first.query('SELECT Id FROM Contact LIMIT 2');
  const [changed, deleted] = seeded.records.map((row: {Id: string}) => row.Id);
  await first.call('PATCH', `/sobjects/Contact/${changed}`, {LastName: 'Changed'});
  await first.call('DELETE', `/sobjects/Contact/${deleted}`);
  const {json: before} = await first.query('SELECT FIELDS(ALL) FROM Contact LIMIT 200', 'queryAll');
  await first.close();
  const second = await startOrg({contacts: 20, dataFile});
  expect(
    (await second.query('SELECT FIELDS(ALL) FROM Contact LIMIT 200', 'queryAll')).json,
  ).toEqual(before);
  expect((await second.call('GET', `/sobjects/Contact/${json.id}`)).json.LastName).toBe('Kept');
  await expect(startSalesforceEmulator({contacts: 21, dataFile})).rejects.toThrow(
    /holds an org seeded with/,
  );
});

test('with TLS the CA that signed the certificate can be trusted', async () => {
  const caFile = join(mkdtempSync(join(tmpdir(), 'ca-')), 'ca.pem');
  const org = await startSalesforceEmulator({contacts: 0, tls: true, caFile});
  const status = await new Promise((resolve, reject) => {
    const options = {ca: readFileSync(caFile), servername: 'login.salesforce.com'};
    request(`${org.url}/services/data`, options, reply => {
      reply.resume();
      resolve(reply.statusCode);
    })
      .on('error', reject)
      .end();
  });
  await org.close();
  expect(org.url).toMatch(/^https:/);
  expect(status).toBe(200);
});

test('the command line names what it does not understand', () => {
  expect(
    readCommandLine(['--contacts', '5', '--describe', 'a.json', '--tls', '--token-life', '60']),
  ).toEqual({
    options: {contacts: 5, describeFiles: ['a.json'], tls: true, tokenLifeSeconds: 60},
    json: false,
    help: false,
  });
  expect(readCommandLine(['--contacts', 'many'])).toEqual({
    error: '--contacts is "many", expected a whole number',
  });
  expect(readCommandLine(['--nonsense'])).toEqual({error: expect.stringContaining('--nonsense')});
});
