import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Browser} from 'playwright-core';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parse} from 'yaml';
import {launchChromium} from '../fixtures/chromium.js';
import {describeInBrowser} from '../fixtures/describe-in-browser.js';
import {disconnectSalesforce} from '../fixtures/disconnect-salesforce.js';
import {Emulators} from '../fixtures/emulators.js';
import {HARNESS} from '../fixtures/run-bin.js';

// For looking at the pages: SCREENSHOTS=/tmp/shots
const SCREENSHOTS = process.env.SCREENSHOTS;

describeInBrowser('harness connect in a browser', () => {
  let emulators: Emulators;
  let browser: Browser;
  beforeAll(async () => {
    emulators = await Emulators.start({contacts: 20});
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await emulators.stop();
  });

  async function logIn(answer: 'allow' | 'deny') {
    const {username, password, secretsPath} = disconnectSalesforce(emulators);
    const args = ['connect', '--connection', emulators.connection, '--no-browser'];
    const child = spawn(HARNESS, args, {stdio: ['ignore', 'ignore', 'pipe']});
    const ended = once(child, 'close');
    const page = await (await browser.newContext()).newPage();
    await page.goto(await addressOf(child));
    await page.fill('#username', username);
    await page.fill('#password', password);
    await page.click('#Login');
    await page.click(answer === 'allow' ? '#oaapprove' : '#oadeny');
    await page.waitForURL(/OauthRedirect/);
    if (SCREENSHOTS) await page.screenshot({path: join(SCREENSHOTS, `connect-${answer}.png`)});
    const text = (await page.textContent('body')) ?? '';
    const [code] = await ended;
    return {code, text, secrets: parse(readFileSync(secretsPath, 'utf8'))};
  }

  test('a denied login says so on the page and leaves no token', async () => {
    const {code, text, secrets} = await logIn('deny');
    expect(code).toBe(2);
    expect(text).toMatch(/Not connected\s*The login was refused/);
    expect(secrets.salesforce).not.toHaveProperty('refresh_token');
  });

  test('a login that is allowed says so on the page, and a check works with its token', async () => {
    const {code, text, secrets} = await logIn('allow');
    expect(code).toBe(0);
    expect(text).toMatch(/Connected\s*You are connected to http/);
    expect(secrets.salesforce.refresh_token).toEqual(expect.any(String));
    expect((await emulators.harness('check')).code).toBe(0);
  });
});

async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  for (;;) {
    const found = /^ {2}(http\S+)$/m.exec(said)?.[1];
    if (found) return found;
    const [chunk] = await once(child.stderr ?? child, 'data');
    said += chunk;
  }
}
