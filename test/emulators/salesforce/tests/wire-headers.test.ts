import {connect} from 'node:net';
import {expect, test} from 'vitest';
import type {SalesforceEmulator} from '../index.js';
import {headerName} from '../server/wire-response.js';
import {startOrg} from './emulated-org.js';
import {rawRequest} from './raw-request.js';

async function namesOf(org: SalesforceEmulator, path: string, method = 'GET', body?: string) {
  const authorization = `Bearer ${org.credentials.access_token}`;
  const headers = {authorization, 'content-type': 'application/json', 'accept-encoding': 'gzip'};
  const sent = body === undefined ? {} : {body};
  return (await rawRequest(org.url, {method, path, headers, ...sent})).rawHeaders;
}

test('headers are spelled as Salesforce spells them, on every kind of answer', async () => {
  const org = await startOrg({contacts: 3000});
  const data = '/services/data/v62.0';
  const {json: job} = await org.call('POST', '/jobs/query', {
    operation: 'query',
    query: 'SELECT Id FROM Contact',
  });
  const answers = [
    await namesOf(org, `${data}/jobs/query/${job.id}/results?maxRecords=10`),
    await namesOf(org, `${data}/sobjects`),
    await namesOf(org, `${data}/query?q=SELECT+Id+FROM+Contact`),
    await namesOf(org, `${data}/sobjects/Contact`, 'POST', '{"LastName":"Lee"}'),
    await namesOf(org, `${data}/nothing`),
    await namesOf(org, `${data}/sobjects/Contact`, 'POST', '{'),
    await namesOf(org, '/services/oauth2/token', 'POST', '{}'),
    await namesOf(org, '/%zz'),
    await namesOf(org, '/services/oauth2/authorize?client_id=x'),
  ];
  const names = new Set(answers.flat());
  expect(
    [...names].filter(name => !/^(ETag|([A-Z][A-Za-z]*)(-[A-Z][A-Za-z]*)*)$/.test(name)),
  ).toEqual([]);
  expect([...names]).toEqual(
    expect.arrayContaining([
      ...['Content-Type', 'Content-Encoding', 'Sforce-Limit-Info', 'Sforce-Locator'],
      ...['Sforce-NumberOfRecords', 'Last-Modified', 'Location', 'Cache-Control'],
    ]),
  );
});

test('no header is written twice', async () => {
  const org = await startOrg({contacts: 3});
  for (const path of ['/services/data/v62.0/limits', '/services/data', '/nothing', '/%zz']) {
    const names = (await namesOf(org, path)).map(name => name.toLowerCase());
    expect(names).toHaveLength(new Set(names).size);
  }
});

test('names follow from capitals, except a few', () => {
  expect(
    ['x-request-id', 'SFORCE-LOCATOR', 'etag', 'sforce-numberofrecords'].map(headerName),
  ).toEqual(['X-Request-Id', 'Sforce-Locator', 'ETag', 'Sforce-NumberOfRecords']);
});

test('what is not HTTP at all is answered with 400 and ends its connection only', async () => {
  const org = await startOrg();
  const answer = await new Promise<string>(resolve => {
    const socket = connect(Number(new URL(org.url).port), '127.0.0.1', () =>
      socket.write('NO\r\n\r\n'),
    );
    socket.on('data', chunk => resolve(String(chunk)));
  });
  expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  expect((await org.call('GET', '/limits')).status).toBe(200);
});
