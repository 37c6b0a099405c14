import {once} from 'node:events';
import {createServer, type Server as HttpServer} from 'node:http';
import {type AddressInfo, createServer as createTcpServer, type Server} from 'node:net';
import {createHttpClient, HttpError} from '@cohort-salesforce/spec/http';
import {afterEach, expect, test} from 'vitest';

const servers: (Server | HttpServer)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server | HttpServer): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function ask(url: string, limitMs = 300) {
  const client = createHttpClient({limitMs});
  try {
    return await client.text({method: 'GET', url}).catch(error => error);
  } finally {
    await client.close();
  }
}

test('within its limit a call is given up on although it might be repeated', async () => {
  let calls = 0;
  const server = createServer((_, response) => {
    calls += 1;
    response.writeHead(200).write(' ');
  });
  const port = await listening(server);
  const error = await ask(`http://127.0.0.1:${port}/`);
  (server as HttpServer).closeAllConnections();
  expect(error.message).toMatch(/no end of the answer in [\d.]+ s\): 127\.0\.0\.1:\d+ takes the/);
  expect(calls).toBe(1);
});

test('a pause that a server asks for is not waited for when it is beyond the limit', async () => {
  let calls = 0;
  const port = await listening(
    createServer((_, response) => {
      calls += 1;
      response.writeHead(503, {'retry-after': '30'}).end();
    }),
  );
  expect(await ask(`http://127.0.0.1:${port}/`, 5000)).toMatchObject({status: 503});
  expect(calls).toBe(1);
});

test('a server that ends connections, speaks something else or is not there has each its advice', async () => {
  const closing = await listening(createTcpServer(socket => socket.destroy()));
  const other = await listening(createTcpServer(socket => socket.end('220 mail ready\r\n')));
  const plain = await listening(createServer((_, response) => response.end('{}')));
  const adviceOf = async (url: string) => (await ask(url)).message;
  expect(await adviceOf(`http://127.0.0.1:${closing}/`)).toContain('ended the connection');
  expect(await adviceOf(`http://127.0.0.1:${other}/`)).toContain('does not speak HTTP');
  expect(await adviceOf(`https://127.0.0.1:${plain}/`)).toContain('does not speak TLS');
  expect(await adviceOf('http://127.0.0.1:1/')).toContain('nothing listens at 127.0.0.1:1');
});

test.each([
  ['ETIMEDOUT', 'cannot be reached from this machine'],
  ['EHOSTUNREACH', 'cannot be reached from this machine'],
  ['UND_ERR_CONNECT_TIMEOUT', 'a.example:443 cannot be reached'],
  ['EAI_AGAIN', 'the name service'],
])('%s is explained', (code, words) => {
  const cause = Object.assign(new Error('x'), {code});
  const error = new HttpError({
    method: 'GET',
    url: 'https://a.example/',
    status: 0,
    body: '',
    cause,
  });
  expect(error.message).toContain(words);
});
