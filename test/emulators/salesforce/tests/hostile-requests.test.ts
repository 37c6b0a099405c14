import {deflateSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {startSalesforceEmulator} from '../index.js';
import {startOrg} from './emulated-org.js';
import {rawRequest} from './raw-request.js';

const contacts = '/services/data/v62.0/sobjects/Contact';
const json = {'content-type': 'application/json'};
const lee = JSON.stringify({LastName: 'Lee'});

const notGzip = [
  {
    message:
      'The Content-Encoding of the message specifices GZIP, but the data is not in valid GZIP format',
    errorCode: 'UNKNOWN_EXCEPTION',
  },
];

async function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Uint8Array,
) {
  const org = await startOrg();
  const authorization = `Bearer ${org.credentials.access_token}`;
  const answer = await rawRequest(org.url, {
    method,
    path,
    headers: {authorization, ...headers},
    ...(body ? {body} : {}),
  });
  // What matters most: it still answers.
  expect((await org.call('GET', '/limits')).status).toBe(200);
  return {status: answer.status, body: answer.text === '' ? '' : JSON.parse(answer.text)};
}

test.each([
  ['an empty body', undefined],
  ['a truncated body', gzipSync(lee).subarray(0, 15)],
  ['a body that is not gzip', Buffer.from(lee)],
  ['a body of one byte', Buffer.from([0x1f])],
])('a POST that claims gzip with %s is answered with 400', async (_, body) => {
  const headers = {...json, 'content-encoding': 'gzip'};
  expect(await send('POST', contacts, headers, body)).toEqual({status: 400, body: notGzip});
});

test.each(['gzip', 'GZIP', ' x-gzip '])('a body compressed as %s is read', async encoding => {
  const headers = {...json, 'content-encoding': encoding};
  expect((await send('POST', contacts, headers, gzipSync(lee))).status).toBe(201);
});

test('a body compressed as deflate is read', async () => {
  const headers = {...json, 'content-encoding': 'deflate'};
  expect((await send('POST', contacts, headers, deflateSync(lee))).status).toBe(201);
});

test.each(['br', 'zstd', 'gzip, gzip', 'gzipp'])(
  'the encoding %s is refused with 400',
  async encoding => {
    const headers = {...json, 'content-encoding': encoding};
    expect(await send('POST', contacts, headers, Buffer.from(lee))).toMatchObject({
      status: 400,
      body: [{errorCode: 'UNKNOWN_EXCEPTION', message: expect.stringContaining(encoding)}],
    });
  },
);

test('GET and DELETE may name an encoding without having a body', async () => {
  const headers = {...json, 'content-encoding': 'gzip'};
  expect((await send('GET', '/services/data/v62.0/limits', headers)).status).toBe(200);
  expect((await send('DELETE', `${contacts}/003000000000000AAA`, headers)).status).toBe(404);
});

test('a DELETE with a truncated gzip body is answered', async () => {
  const headers = {...json, 'content-encoding': 'gzip'};
  const path = `${contacts}/003000000000000AAA`;
  const {status} = await send('DELETE', path, headers, gzipSync(lee).subarray(0, 15));
  expect(status).toBe(400);
});

test('a gzip bomb is refused with 400', async () => {
  const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024));
  const headers = {...json, 'content-encoding': 'gzip'};
  expect((await send('POST', contacts, headers, bomb)).status).toBe(400);
});

test('an upload that claims gzip and is not is refused with 400, and can be sent again', async () => {
  const org = await startOrg();
  const {json: job} = await org.call('POST', '/jobs/ingest', {
    object: 'Contact',
    operation: 'insert',
  });
  const csv = {'content-type': 'text/csv'};
  const path = `//${job.contentUrl}`;
  const bad = await org.call('PUT', path, 'LastName\nLee\n', {...csv, 'content-encoding': 'gzip'});
  expect(bad).toMatchObject({status: 400, json: notGzip});
  expect((await org.call('PUT', path, 'LastName\nLee\n', csv)).status).toBe(201);
});

const paths = [
  '/',
  '/%zz',
  '/login',
  '/services/data',
  '/services/data/v62.0/limits',
  '/services/data/v62.0/query?q=SELECT%20Id%20FROM%20Contact',
  contacts,
  `${contacts}/Email/a@b.c`,
  '/services/data/v62.0/composite',
  '/services/data/v62.0/composite/batch',
  '/services/data/v62.0/composite/tree/Contact',
  '/services/data/v62.0/composite/sobjects?ids=a,b',
  '/services/data/v62.0/jobs/ingest',
  '/services/data/v62.0/jobs/query',
  '/services/async/59.0/job',
  '/services/oauth2/token',
  '/services/oauth2/authorize?client_id=PlatformCLI',
  '/services/oauth2/introspect',
  '/services/oauth2/revoke',
  '/services/Soap/u/59.0',
  '/setup/secur/RemoteAccessAuthorizationPage.apexp',
];
const types = [
  'application/json',
  'application/json; charset=x',
  'application/x-www-form-urlencoded',
  'text/xml',
  'text/csv',
  'multipart/form-data; boundary=b',
  'multipart/form-data',
  'image/png',
  ';;',
];
const texts = [
  ...['', '{}', '[]', 'null', '1', '"x"', '{', '{"records":[null]}', '{"records":{}}', '{"ids":1}'],
  ...[
    '{"records":[{"attributes":1}]}',
    '{"records":[{"attributes":{"type":"Contact"},"Email":[]}]}',
  ],
  ...['{"compositeRequest":1}', '{"compositeRequest":[1]}', '{"compositeRequest":[{"url":1}]}'],
  ...['{"batchRequests":1}', '{"batchRequests":[null]}', '{"batchRequests":[{"url":1}]}'],
  ...[
    '{"batchRequests":[{"method":"ODD","url":"v62.0/limits"}]}',
    '{"operation":"query","query":1}',
  ],
  ...['{"compositeRequest":[{"method":"GET","url":"/login","referenceId":"a"}]}'],
  ...['{"object":"Contact","operation":"insert"}', '{"object":{},"operation":[]}', 'next=//&pw=1'],
  ...['grant_type=constructor&client_id=PlatformCLI', 'token=&token=', '<Body><login>&#x110000;'],
  '<jobInfo><object/><operation>query</operation></jobInfo>',
  ...['--b\r\nname="job"\r\n\r\n{\r\n--b\r\nname="content"\r\n\r\n'],
  '<a:Envelope><a:Body><login><username>&#99999999;</username></login></a:Body></a:Envelope>',
];
test('no body that cannot be understood is answered with 5xx', async () => {
  const org = await startOrg({contacts: 3});
  const writes = ['/composite/sobjects/Contact', '/composite/sobjects/Contact/External_Ref__c'];
  const routes = [...paths, ...writes.map(path => `/services/data/v62.0${path}`)];
  const wrong: string[] = [];
  for (const path of routes.filter(route => !/Soap|%zz/.test(route)))
    for (const method of path.includes('/sobjects') ? ['POST', 'PATCH'] : ['POST'])
      for (const body of texts) {
        const type = path.includes('/data/') ? 'json' : 'x-www-form-urlencoded';
        const headers = {'content-type': `application/${type}`};
        const {status, text} = await org.call(method, `/${path}`, body, headers);
        if (status >= 500) wrong.push(`${method} ${path} ${body}: ${text}`);
      }
  expect(wrong).toEqual([]);
}, 60_000);

const bodies = fc.oneof(
  {weight: 5, arbitrary: fc.constantFrom(...texts).map(text => Uint8Array.from(Buffer.from(text)))},
  {weight: 1, arbitrary: fc.uint8Array({maxLength: 60})},
);
const encodings = [undefined, undefined, undefined, 'gzip', 'deflate', 'br', 'identity', ','];
const hostile = fc.record({
  method: fc.constantFrom(
    'GET',
    'POST',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'HEAD',
    'OPTIONS',
    'LOCK',
  ),
  path: fc.constantFrom(...paths, ...paths.map(path => `${path}?_HttpMethod=ODD`)),
  type: fc.constantFrom(undefined, ...types, ...types.slice(0, 3)),
  encoding: fc.constantFrom(...encodings),
  zipped: fc.boolean(),
  known: fc.constantFrom(true, true, true, false),
  body: bodies,
});

test('no request ends the emulator, and none is answered with 5xx', async () => {
  const org = await startSalesforceEmulator({contacts: 3});
  const numRuns = Number(process.env.FUZZ_CASES ?? 200);
  const send = fc.asyncProperty(hostile, async ({method, path, type, encoding, ...rest}) => {
    const token = rest.known ? org.credentials.access_token : 'nobody';
    const headers = {
      authorization: `Bearer ${token}`,
      ...(type === undefined ? {} : {'content-type': type}),
      ...(encoding === undefined ? {} : {'content-encoding': encoding}),
    };
    const body = rest.zipped && encoding === 'gzip' ? gzipSync(rest.body) : rest.body;
    const answer = await rawRequest(org.url, {method, path, headers, body});
    // Only SOAP answers with 500 for what is wrong with a request.
    if (!path.includes('/Soap/')) expect(`${answer.status} ${answer.text}`).not.toMatch(/^5/);
  });
  await fc.assert(send, {numRuns});
  await org.close();
}, 120_000);
