import {readFileSync} from 'node:fs';
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
    finish: async code => {
      codes.push(code);
      return 'Welcome.';
    },
  });
});
afterEach(() => server.close());

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
