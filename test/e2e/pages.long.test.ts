import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join, resolve} from 'node:path';
import {PAGE_STYLE as EMULATORS_STYLE} from '@cohort-salesforce/emulators/page';
import type {Browser} from 'playwright-core';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {PAGE_STYLE} from '../../harness/connect/page-style.js';
import {showPage} from '../../harness/connect/result-page.js';
import {launchChromium} from '../fixtures/chromium.js';
import {describeInBrowser} from '../fixtures/describe-in-browser.js';
import {Emulators} from '../fixtures/emulators.js';

// For looking at the pages: SCREENSHOTS=/tmp/shots
const SCREENSHOTS = process.env.SCREENSHOTS;

test('the pages of the harness and of the emulators have one style', () => {
  // An emulator imports nothing of ours.
  expect(EMULATORS_STYLE).toBe(PAGE_STYLE);
});

describeInBrowser('pages', () => {
  let emulators: Emulators;
  let browser: Browser;
  const results = createServer((request, response) => {
    const isGood = request.url === '/good';
    const org = 'https://acme.my.salesforce.com';
    const good = {
      title: 'Connected',
      text: `You are connected to ${org}.`,
      facts: {User: 'integration@acme.example', Org: org, 'Login stored in': 'acme.secrets.yaml'},
      next: 'You can close this window and go back to the terminal.',
    };
    const bad = {
      title: 'Not connected',
      text: 'The login was refused: end-user denied authorization (access_denied).',
      next: 'Go back to the terminal. To try again: harness connect salesforce --connection acme.yaml',
    };
    void showPage(response, isGood ? 200 : 400, {...(isGood ? good : bad), isGood});
  });
  beforeAll(async () => {
    emulators = await Emulators.start({contacts: 60, users: 60});
    browser = await launchChromium();
    await new Promise<void>(done => results.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    await browser.close();
    results.close();
    await emulators.stop();
  });

  function addressOf(name: string): string {
    const {salesforce, cohort} = emulators.readJson('emulators.json') as {
      salesforce: {url: string; client_id: string};
      cohort: {url: string};
    };
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: salesforce.client_id,
      redirect_uri: 'http://localhost:1717/OauthRedirect',
    });
    const own = `http://127.0.0.1:${(results.address() as AddressInfo).port}`;
    const addresses: Record<string, string> = {
      login: `${salesforce.url}/services/oauth2/authorize?${query}`,
      error: `${salesforce.url}/services/oauth2/authorize?client_id=unknown`,
      root: `${salesforce.url}/`,
      users: `${cohort.url}/`,
      good: `${own}/good`,
      bad: `${own}/bad`,
    };
    return addresses[name] ?? '';
  }

  test.each(['login', 'consent', 'error', 'root', 'users', 'good', 'bad'])(
    'the page %s fits a phone and a desktop, by day and by night',
    async name => {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [390, 1280]) {
          const context = await browser.newContext({
            colorScheme,
            viewport: {width, height: 800},
          });
          const page = await context.newPage();
          await page.goto(addressOf(name === 'consent' ? 'login' : name));
          if (name === 'consent') {
            const {username, password} = (
              emulators.readJson('emulators.json') as {
                salesforce: {username: string; password: string};
              }
            ).salesforce;
            await page.fill('#username', username);
            await page.fill('#password', password);
            await page.click('#Login');
            await page.waitForSelector('#oaapprove');
          }
          // Nothing is cut off at the side: a wide table scrolls by itself.
          const overflow = await page.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          expect([name, width, overflow]).toEqual([name, width, 0]);
          expect(await page.locator('h1').count()).toBe(1);
          const [ground, ink] = (await page.evaluate(
            '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color].map(color => Number(color.match(/[0-9]+/)))',
          )) as [number, number];
          expect(ground > ink).toBe(colorScheme === 'light');
          if (SCREENSHOTS) {
            const path = join(SCREENSHOTS, `${name}-${width}-${colorScheme}.png`);
            await page.screenshot({path});
          }
          await context.close();
        }
      }
    },
  );

  test('the stylesheet loads nothing from elsewhere', () => {
    const text = readFileSync(resolve('harness/connect/page-style.ts'), 'utf8');
    expect(text).not.toMatch(/url\(|@import/);
  });
});
