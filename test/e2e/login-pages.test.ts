import {createHash} from 'node:crypto';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import type {Browser, Page} from 'playwright-core';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {launchChromium} from '../fixtures/chromium.js';
import {describeInBrowser} from '../fixtures/describe-in-browser.js';

let browser: Browser;

/** The app that sends the user to log in, and where the user comes back to. */
async function startApp(): Promise<{redirectUri: string; close: () => void}> {
  const server = createServer((_request, reply) => reply.end('<h1>Back at the app</h1>'));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  return {redirectUri: `http://127.0.0.1:${port}/back`, close: () => server.close()};
}

const verifier = 'a-long-enough-code-verifier-for-the-browser-test';

async function openLogin(org: SalesforceEmulator, redirectUri: string): Promise<Page> {
  const page = await browser.newPage();
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

describeInBrowser('the login pages of the emulated Salesforce', () => {
  let org: SalesforceEmulator;
  beforeAll(async () => {
    browser = await launchChromium();
    org = await startSalesforceEmulator({contacts: 0});
  });
  afterAll(async () => {
    await browser.close();
    await org.close();
  });

  test('a user mistypes the password, logs in, allows, and the app gets its tokens', async () => {
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
    const app = await startApp();
    const page = await openLogin(org, app.redirectUri);
    await logIn(page, org.credentials.username, org.credentials.password);
    await page.getByRole('button', {name: 'Deny'}).click();
    await page.waitForURL(`${app.redirectUri}**`);
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
    await page.close();
    app.close();
  });
});
