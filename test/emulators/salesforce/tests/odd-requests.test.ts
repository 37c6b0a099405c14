import {expect, test} from 'vitest';
import {startOrg} from './emulated-org.js';
import {rawRequest} from './raw-request.js';

const contact = '/sobjects/Contact';

test.each([
  '/query?q=a&q=b',
  '/query?explain=a&explain=b',
  '/search?q=a&q=b',
  `${contact}/updated?start=1&start=2`,
  `${contact}/deleted?end=1&end=2`,
  `${contact}/003000000000000AAA?fields=Id&fields=Name`,
  '/composite/sobjects/Contact?ids=a&ids=b&fields=Id&fields=Name',
  '/limits/recordCount?sObjects=Contact&sObjects=Lead',
  '/compactLayouts?q=Contact&q=Lead',
  '/jobs/query/750000000000000AAA/results?locator=a&locator=b&maxRecords=1&maxRecords=2',
])('of a parameter that comes twice the first counts: %s', async path => {
  const org = await startOrg();
  const once = path.replace(/([?&])(\w+)=(\w+)&\2=\w+/g, '$1$2=$3');
  const [{status, json}, expected] = [await org.call('GET', path), await org.call('GET', once)];
  expect({status, json}).toEqual({status: expected.status, json: expected.json});
  expect(status).toBeLessThan(500);
});

test('a parameterized search may name several objects by repeating a parameter', async () => {
  const org = await startOrg();
  await org.call('POST', contact, {LastName: 'Zabriskie'});
  await org.call('POST', '/sobjects/Account', {Name: 'Zabriskie'});
  const path = '/parameterizedSearch?q=Zabriskie&sobject=Contact&sobject=Account&fields=Id';
  expect((await org.call('GET', path)).json.searchRecords).toHaveLength(2);
});

test('what is nested too deeply is refused, and nothing of it is saved', async () => {
  const org = await startOrg();
  const query = `SELECT Id FROM Contact WHERE ${'('.repeat(6000)}Name = 'a'${')'.repeat(6000)}`;
  expect((await org.query(query)).status).toBe(400);
  const level =
    '{"attributes":{"type":"Account","referenceId":"a"},"Name":"a","ChildAccounts":{"records":[';
  const json = {'content-type': 'application/json'};
  for (const depth of [6, 4000]) {
    const tree = `{"records":[${level.repeat(depth)}${']}}'.repeat(depth)}]}`;
    const answer = await org.call('POST', '/composite/tree/Account', tree, json);
    expect(answer).toMatchObject({status: 400, json: [{errorCode: 'LIMIT_EXCEEDED'}]});
  }
  expect((await org.query('SELECT COUNT() FROM Account')).json.totalSize).toBe(0);
});

test('a tree with a relationship that does not exist saves nothing', async () => {
  const org = await startOrg();
  const child = {attributes: {type: 'Contact', referenceId: 'b'}, LastName: 'Lee'};
  const account = {
    attributes: {type: 'Account', referenceId: 'a'},
    Name: 'Lees',
    Nothings: {records: [child]},
  };
  const answer = await org.call('POST', '/composite/tree/Account', {records: [account]});
  expect(answer).toMatchObject({status: 400, json: [{errorCode: 'INVALID_FIELD'}]});
  expect((await org.query('SELECT COUNT() FROM Account')).json.totalSize).toBe(0);
});

test.each(['/__emulator/stats', '/login', 'http://127.0.0.1/services/data/v62.0/limits'])(
  'a call inside another one cannot leave the API: %s',
  async url => {
    const org = await startOrg();
    const call = {method: 'GET', url, referenceId: 'a'};
    const {json} = await org.call('POST', '/composite', {compositeRequest: [call]});
    expect(json.compositeResponse[0]).toMatchObject({httpStatusCode: 404});
    const batch = await org.call('POST', '/composite/batch', {
      batchRequests: [{method: 'GET', url}],
    });
    expect(batch.json.results[0]).toMatchObject({statusCode: 404});
  },
);

test.each([
  ['a byte order mark', 'application/json', Buffer.from('\ufeff{"LastName":"Zoë"}')],
  ['UTF-16', 'application/json; charset=UTF-16LE', Buffer.from('{"LastName":"Zoë"}', 'utf16le')],
  [
    'ISO-8859-1',
    'application/json;charset="ISO-8859-1"',
    Buffer.from('{"LastName":"Zoë"}', 'latin1'),
  ],
])('a body with %s is read', async (_, type, body) => {
  const org = await startOrg();
  expect((await send(org, type, body)).status).toBe(201);
  expect((await org.query('SELECT LastName FROM Contact')).json.records[0].LastName).toBe('Zoë');
});

test('a body that is not in its charset, or in an unknown one, is refused', async () => {
  const org = await startOrg();
  const body = Buffer.from('{"LastName":"Zoë"}', 'latin1');
  expect((await send(org, 'application/json', body)).status).toBe(400);
  expect((await send(org, 'application/json; charset=klingon', body)).status).toBe(415);
});

function send(org: {url: string; credentials: {access_token: string}}, type: string, body: Buffer) {
  return rawRequest(org.url, {
    method: 'POST',
    path: `/services/data/v62.0${contact}`,
    headers: {authorization: `Bearer ${org.credentials.access_token}`, 'content-type': type},
    body,
  });
}

test.each(['application/json', 'application/xml', undefined])(
  'an upload that is not CSV but %s is refused, and can be sent again',
  async type => {
    const org = await startOrg();
    const {json: job} = await org.call('POST', '/jobs/ingest', {
      object: 'Contact',
      operation: 'insert',
    });
    const sent = {method: 'PUT', path: `/${job.contentUrl}`};
    const authorization = `Bearer ${org.credentials.access_token}`;
    const headers = {authorization, ...(type ? {'content-type': type} : {})};
    const body = type ? '{"LastName":"Lee"}' : undefined;
    const refused = await rawRequest(org.url, {...sent, headers, ...(body ? {body} : {})});
    expect(refused.status).toBe(415);
    const csv = {authorization, 'content-type': 'text/csv'};
    const again = await rawRequest(org.url, {...sent, headers: csv, body: 'LastName\nLee\n'});
    expect(again.status).toBe(201);
  },
);

test('a call inside another one may have a longer URL', async () => {
  const org = await startOrg();
  const soql = `SELECT Id FROM Contact WHERE Email IN ('${'x'.repeat(20_000)}')`;
  const url = `v62.0/query?q=${encodeURIComponent(soql)}`;
  const batch = {batchRequests: [{method: 'GET', url}]};
  const {json} = await org.call('POST', '/composite/batch', batch);
  expect(json).toMatchObject({hasErrors: false, results: [{statusCode: 200}]});
});

test('a URI of more than 16,384 bytes is answered with 414, and with its headers with 431', async () => {
  const org = await startOrg();
  const authorization = `Bearer ${org.credentials.access_token}`;
  const statusOf = async (bytes: number) => {
    const start = '/services/data/v62.0/query?q=';
    const path = start + 'x'.repeat(bytes - start.length);
    return (await rawRequest(org.url, {method: 'GET', path, headers: {authorization}})).status;
  };
  expect([await statusOf(15_000), await statusOf(16_384), await statusOf(16_385)]).toEqual([
    400, 431, 414,
  ]);
});
