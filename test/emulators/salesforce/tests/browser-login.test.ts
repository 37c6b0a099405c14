import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {type Browser, chromium, type Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type EmulatedOrg, startOrg} from './emulated-org.js';

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);
const isMissing = executablePath === undefined;
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser: Browser | undefined;
beforeAll(async () => {
  if (executablePath) browser = await chromium.launch({executablePath, args});
});
afterAll(() => browser?.close());

/** The app that sends the user to log in, and where the user comes back to. */
async function startApp(): Promise<{redirectUri: string; close: () => void}> {
  const server = createServer((_request, reply) => reply.end('<h1>Back at the app</h1>'));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {redirectUri: `http://127.0.0.1:${port}/back`, close: () => server.close()};
}

const verifier = 'a-long-enough-code-verifier-for-the-browser-test';

async function openLogin(org: EmulatedOrg, redirectUri: string): Promise<Page> {
  const page = await (browser as Browser).newPage();
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: org.credentials.client_id,
    redirect_uri: redirectUri,
    state: 'xyz',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  await page.goto(`${org.url}/services/oauth2/authorize?${query}`);
  return page;
}

async function logIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', {name: 'Log In'}).click();
}

describe.skipIf(isMissing)(
  `in Chromium${isMissing ? ' (skipped: there is none on this machine)' : ''}`,
  () => {
    test('a user mistypes the password, logs in, allows, and the app gets its tokens', async () => {
      const org = await startOrg();
      const app = await startApp();
      const {username, password, client_id, client_secret} = org.credentials;
      const page = await openLogin(org, app.redirectUri);
      await logIn(page, username, 'wrong');
      expect(await page.getByRole('alert').textContent()).toContain(
        'Please check your username and password',
      );
      await logIn(page, username, password);
      expect(await page.getByRole('heading').textContent()).toBe('Allow Access?');
      await page.getByRole('button', {name: 'Allow'}).click();
      await page.waitForURL(`${app.redirectUri}**`);
      const back = new URL(page.url());
      expect(back.searchParams.get('state')).toBe('xyz');
      const code = back.searchParams.get('code') ?? '';
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: app.redirectUri,
        client_id,
        client_secret,
        code_verifier: verifier,
      });
      const reply = await fetch(`${org.url}/services/oauth2/token`, {method: 'POST', body});
      expect(Object.keys((await reply.json()) as object)).toContain('refresh_token');
      await page.close();
      app.close();
    });

    test('a user who denies comes back with access_denied', async () => {
      const org = await startOrg();
      const app = await startApp();
      const page = await openLogin(org, app.redirectUri);
      await logIn(page, org.credentials.username, org.credentials.password);
      await page.getByRole('button', {name: 'Deny'}).click();
      await page.waitForURL(`${app.redirectUri}**`);
      expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
      await page.close();
      app.close();
    });
  },
);
