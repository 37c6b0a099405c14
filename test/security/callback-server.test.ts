import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {type AddressInfo, connect, createServer} from 'node:net';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type RedirectServer, startRedirectServer} from '../../harness/connect/redirect-server.js';

const STATE = 'the-state-of-this-login';
let codes: string[];
let server: RedirectServer;
beforeEach(async () => {
  codes = [];
  server = await startRedirectServer({
    port: 0,
    path: '/OauthRedirect',
    state: STATE,
    retry: 'Try again.',
    finish: async code => {
      codes.push(code);
      return {title: 'Connected', text: 'Welcome.'};
    },
  });
});
afterEach(() => server.close());

/** Sends bytes as they are, and resolves with what comes back. */
async function send(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.redirectUri).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', chunk => chunks.push(chunk));
  // The answer may come, and the connection be closed, before all is sent.
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

function answer(parameters: Record<string, string>, init?: RequestInit) {
  return fetch(`${server.redirectUri}?${new URLSearchParams(parameters)}`, init);
}

describe('the server that waits for the login page', () => {
  test.skipIf(process.platform !== 'linux')('listens on this machine’s own addresses only', () => {
    const port = Number(new URL(server.redirectUri).port);
    const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    const listening = ['tcp', 'tcp6']
      .flatMap(table => readFileSync(`/proc/net/${table}`, 'utf8').split('\n'))
      .map(line => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(suffix) && state === '0A')
      .map(([, local]) => local?.slice(0, -suffix.length));
    expect(listening.length).toBeGreaterThan(0);
    for (const address of listening)
      expect(['0100007F', '00000000000000000000000001000000']).toContain(address);
  });

  test.each([
    ['another state', {code: 'c', state: 'another'}],
    ['no state', {code: 'c'}],
    ['an empty state', {code: 'c', state: ''}],
    ['a state that goes on', {code: 'c', state: `${STATE}x`}],
    ['the error of a stranger', {error: 'access_denied', state: 'another'}],
  ])('refuses %s, and goes on waiting', async (_, parameters) => {
    expect((await answer(parameters as Record<string, string>)).status).toBe(400);
    expect(codes).toEqual([]);
    expect((await answer({code: 'right', state: STATE})).status).toBe(200);
    expect(codes).toEqual(['right']);
  });

  test.each([
    ['GET //', 'GET // HTTP/1.1\r\n'],
    ['GET with a broken escape', `GET /OauthRedirect?state=%E0%A4%A&code=%ZZ HTTP/1.1\r\n`],
    ['GET of a whole address', 'GET http:// HTTP/1.1\r\n'],
    ['GET of an address without a host', 'GET http:///OauthRedirect?code=c HTTP/1.1\r\n'],
    ['GET of a bad port', 'GET //a:b:c HTTP/1.1\r\n'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\n'],
    ['CONNECT', 'CONNECT localhost:443 HTTP/1.1\r\n'],
    ['TRACE', 'TRACE / HTTP/1.1\r\n'],
    ['HEAD', 'HEAD /OauthRedirect HTTP/1.1\r\n'],
    ['DELETE', 'DELETE /OauthRedirect HTTP/1.1\r\n'],
    ['an unknown method', 'BREW / HTTP/1.1\r\n'],
    ['no HTTP at all', '\x16\x03\x01\x02\r\n'],
    ['an upgrade', 'GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'],
    ['a huge address', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n`],
    ['huge headers', `GET / HTTP/1.1\r\nx: ${'x'.repeat(100_000)}\r\n`],
    ['a body', 'POST /OauthRedirect HTTP/1.1\r\nContent-Length: 3\r\n', 'abc'],
    ['a broken body', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n', 'ZZ\r\n'],
    ['an expectation', 'GET / HTTP/1.1\r\nExpect: everything\r\nConnection: close\r\n'],
  ])('answers %s, and goes on waiting', async (_, head, body = '') => {
    expect(await send(`${head}host: localhost\r\n\r\n${body}`)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(codes).toEqual([]);
    expect((await answer({code: 'right', state: STATE})).status).toBe(200);
    await server.done;
  });

  test('goes on waiting when a browser is gone in the middle of a request', async () => {
    const socket = connect(Number(new URL(server.redirectUri).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /Oauth');
    socket.resetAndDestroy();
    expect((await answer({code: 'right', state: STATE})).status).toBe(200);
    await server.done;
  });

  test.each(['127.0.0.1', '::1'])('listens nowhere when another program has %s', async host => {
    const other = createServer();
    other.listen({port: 0, host});
    await once(other, 'listening');
    const {port} = other.address() as AddressInfo;
    const options = {
      retry: '',
      port,
      path: '/',
      state: STATE,
      finish: async () => ({title: '', text: ''}),
    };
    await expect(startRedirectServer(options)).rejects.toMatchObject({
      failure: 'config_error',
      message: expect.stringContaining('EADDRINUSE'),
    });
    const free = createServer().listen({port, host: host === '::1' ? '127.0.0.1' : '::1'});
    await once(free, 'listening');
    for (const each of [free, other]) each.close();
  });

  test('takes one answer and not a second one, and only by GET', async () => {
    expect((await answer({code: 'c', state: STATE}, {method: 'POST'})).status).toBe(404);
    expect((await answer({code: 'one', state: STATE})).status).toBe(200);
    expect((await answer({code: 'two', state: STATE})).status).toBe(400);
    expect(codes).toEqual(['one']);
  });

  test('shows what it was told as text, in a page that runs nothing and is kept nowhere', async () => {
    const hostile = '<script>alert(1)</script>';
    const page = await answer({error: 'x', error_description: hostile, state: STATE});
    expect(await page.text()).not.toContain('<script>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    await expect(server.done).rejects.toThrow(/refused/);
  });
});
