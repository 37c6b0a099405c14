import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {gzipSync} from 'node:zlib';
import {
  createHttpClient,
  type HttpClientOptions,
  looksLikeJson,
} from '@cohort-salesforce/spec/http';
import {afterEach, expect, test} from 'vitest';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function ask(url: string, options: HttpClientOptions) {
  const client = createHttpClient(options);
  try {
    return await client.text({method: 'GET', url});
  } finally {
    await client.close();
  }
}

/** Sends headers, then one byte per interval until the client hangs up: far below the minimum rate at 100 ms. */
const dripping =
  (everyMs: number): RequestListener =>
  (_, response) => {
    response.writeHead(200, {'content-type': 'application/json'});
    const timer = setInterval(() => response.write(' '), everyMs);
    response.on('close', () => clearInterval(timer));
  };

test('a server that sends a byte now and then is given up on, and asked once more', async () => {
  let calls = 0;
  const url = await serve((request, response) => {
    calls += 1;
    dripping(100)(request, response);
  });
  await expect(ask(url, {timeoutMs: 1000})).rejects.toMatchObject({
    status: 0,
    message: expect.stringMatching(/no answer \(only \d+ bytes of the answer in [\d.]+ s\)/),
  });
  expect(calls).toBe(2);
});

test('a stream that a server drips is given up on as well', async () => {
  const client = createHttpClient({timeoutMs: 1000});
  const {body} = await client.stream({method: 'GET', url: await serve(dripping(100))});
  await expect(body.toArray()).rejects.toThrow(/only \d+ bytes of the answer/);
  await client.close();
});

test('an answer that does not end is given up on after a time that the error states', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(10_000)), 5);
    response.on('close', () => clearInterval(timer));
  });
  await expect(ask(url, {totalMs: 300, retries: 0})).rejects.toThrow(
    'no answer (no end of the answer in 0.3 s)',
  );
});

test('a server that says nothing is given up on after a time that the error states', async () => {
  const url = await serve(() => {});
  await expect(ask(url, {timeoutMs: 100, retries: 0})).rejects.toThrow(
    'no answer (nothing came in 0.1 s)',
  );
});

test('an answer that grows out of all proportion is not read to its end', async () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000, ' '));
  let calls = 0;
  const url = await serve((_, response) => {
    calls += 1;
    response.writeHead(200, {'content-encoding': 'gzip'}).end(bomb);
  });
  await expect(ask(url, {})).rejects.toThrow(/an answer of more than \d+ bytes, from \d+ bytes/);
  expect(calls).toBe(1);
});

test('of the body of an error no more is read than is of use', async () => {
  const url = await serve((_, response) => response.writeHead(400).end('x'.repeat(10_000_000)));
  await expect(ask(url, {})).rejects.toMatchObject({status: 400, body: 'x'.repeat(4000)});
});

test.each(['<html><title>Log in</title>', '{"data":[1,2', 'null', 'OK'])(
  'what is no JSON is asked for again, and then told for what it is: %s',
  async page => {
    let calls = 0;
    const url = await serve((_, response) => {
      calls += 1;
      response.end(calls === 1 ? page : '{"data":[1,2]}');
    });
    const {body, attempts} = await ask(url, {accept: looksLikeJson});
    expect([body, attempts]).toEqual(['{"data":[1,2]}', 2]);
    calls = 0;
    await expect(ask(url, {accept: looksLikeJson, retries: 0})).rejects.toMatchObject({
      isBroken: true,
      message: expect.stringMatching(
        page.startsWith('<')
          ? /HTTP 200, but the answer is an HTML page \("Log in"\)$/
          : /HTTP 200, but the answer is not whole JSON$/,
      ),
    });
  },
);
