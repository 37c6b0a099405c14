import dns from 'node:dns';
import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createHttpClient, HttpError} from '@cohort-salesforce/spec/http';
import {afterEach, expect, test, vi} from 'vitest';
import {explainNoAnswer} from '../../../spec/http/explain-no-answer.js';
import {parseRetryAfter} from '../../../spec/http/parse-retry-after.js';

let server: Server | undefined;

afterEach(() => {
  vi.restoreAllMocks();
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers with one status after the other, the last one for ever. */
function answering(statuses: number[], headers: Record<string, string> = {}) {
  let calls = 0;
  const listener: RequestListener = (_, response) => {
    const status = statuses[Math.min(calls, statuses.length - 1)] ?? 200;
    calls += 1;
    response.writeHead(status, headers).end(`answer ${calls}`);
  };
  return {listener, calls: () => calls};
}

test('a busy server is asked again until it answers, and every call is counted', async () => {
  // 520 to 530 are what a proxy such as Cloudflare says of a server behind it.
  const {listener, calls} = answering([503, 429, 520, 200], {'retry-after': '0'});
  let counted = 0;
  const retried: number[] = [];
  const client = createHttpClient({
    onCall: () => counted++,
    onRetry: ({status}) => retried.push(status),
  });
  const {status, body, attempts} = await client.text({method: 'GET', url: await serve(listener)});
  await client.close();
  expect([status, body, attempts, calls(), counted]).toEqual([200, 'answer 4', 4, 4, 4]);
  expect(retried).toEqual([503, 429, 520]);
});

test('what can succeed later is asked for again, and nothing else', async () => {
  const asked: string[] = [];
  const url = await serve(({url: path = ''}, response) => {
    response.writeHead(asked.includes(path) ? 200 : Number(path.slice(1))).end();
    asked.push(path);
  });
  const client = createHttpClient();
  const ask = (status: number) =>
    client.text({method: 'GET', url: `${url}/${status}`}).then(
      answer => answer.status,
      error => error.status,
    );
  const passing = [408, 420, 425, 429, 500, 502, 503, 504, 520];
  const lasting = [400, 401, 403, 404, 405, 409, 417, 422];
  expect(await Promise.all(passing.map(ask))).toEqual(passing.map(() => 200));
  expect(await Promise.all(lasting.map(ask))).toEqual(lasting);
  await client.close();
});

test('a POST that may have been done is not sent twice, unless that does no harm', async () => {
  const {listener, calls} = answering([500, 500, 200]);
  const url = await serve(listener);
  const client = createHttpClient();
  await expect(client.text({method: 'POST', url, body: '{}'})).rejects.toMatchObject({status: 500});
  expect(calls()).toBe(1);
  await client.text({method: 'POST', url, body: '{}', isRepeatable: true});
  await client.close();
  expect(calls()).toBe(3);
});

test('a POST that was turned away for now is sent again', async () => {
  const {listener, calls} = answering([429, 200], {'retry-after': '0'});
  const client = createHttpClient();
  await client.text({method: 'POST', url: await serve(listener), body: '{}'});
  await client.close();
  expect(calls()).toBe(2);
});

test('an error tells status and place, but not the query', async () => {
  const {listener} = answering([404]);
  const url = await serve(listener);
  const client = createHttpClient();
  const error = await client
    .text({method: 'GET', url: `${url}/users?email=ann@example.com`})
    .catch(e => e);
  await client.close();
  expect(error).toBeInstanceOf(HttpError);
  expect(error).toMatchObject({status: 404, body: 'answer 1', isRetryable: false});
  expect(error.message).toBe(`GET ${url}/users: HTTP 404`);
});

test('redirects are not followed, so that credentials stay where they were sent', async () => {
  const {listener, calls} = answering([302], {location: 'http://127.0.0.1:1/'});
  const client = createHttpClient();
  const request = client.text({
    method: 'GET',
    url: await serve(listener),
    headers: {authorization: 'Bearer x'},
  });
  await expect(request).rejects.toMatchObject({status: 302});
  await client.close();
  expect(calls()).toBe(1);
});

test('an answer that breaks off is asked for again', async () => {
  let calls = 0;
  const url = await serve((_, response) => {
    calls += 1;
    response.writeHead(200, {'content-length': '10'}).write('half ');
    if (calls === 1) response.destroy();
    else response.end('whole');
  });
  const client = createHttpClient();
  expect((await client.text({method: 'GET', url})).body).toBe('half whole');
  await client.close();
});

function findNoHost(): () => number {
  const lookup = vi
    .spyOn(dns, 'lookup')
    .mockImplementation(((_host: string, _options: object, answer: (error: Error) => void) =>
      answer(Object.assign(new Error('not found'), {code: 'ENOTFOUND'}))) as never);
  return () => lookup.mock.calls.length;
}

test('a host that was never found is a mistake in the config', async () => {
  const searches = findNoHost();
  const client = createHttpClient();
  const url = 'https://api.example.invalid/v1/users?email=ada';
  await expect(client.text({method: 'GET', url})).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(/^There is no host api\.example\.invalid \(ENOTFOUND\): /),
  });
  await client.close();
  expect(searches()).toBe(3);
});

test('a host that has answered and is not found later is looked for as often as any', async () => {
  const {listener} = answering([200], {connection: 'close'});
  const url = (await serve(listener)).replace('127.0.0.1', 'localhost');
  const client = createHttpClient({retries: 3});
  await client.text({method: 'GET', url});
  const searches = findNoHost();
  await expect(client.text({method: 'GET', url})).rejects.toMatchObject({status: 0});
  await client.close();
  expect(searches()).toBe(4);
});

test('a server that is not there is an error without a status', async () => {
  const client = createHttpClient({retries: 0});
  const error = await client.text({method: 'GET', url: 'http://127.0.0.1:1/'}).catch(e => e);
  await client.close();
  expect(error).toMatchObject({status: 0, isRetryable: true});
  expect(error.message).toMatch(/no answer \(ECONNREFUSED\)/);
});

test.each([
  ['3', 3000],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
  ['soon', undefined],
  [undefined, undefined],
])('Retry-After %s means %s ms', (header, expected) => {
  expect(parseRetryAfter(header, Date.parse('2026-01-01T00:00:00Z'))).toBe(expected);
});

test('a proxy that ends the connection is named, with what to check', () => {
  const cause = {code: 'UND_ERR_ABORTED'};
  expect(explainNoAnswer('https://api.example.com/v1', cause)).toBe(
    'the proxy ended the connection before it was made; check that the proxy (HTTPS_PROXY) allows connections to api.example.com:443',
  );
});
