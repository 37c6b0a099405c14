import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import axe from 'axe-core';
import type {Browser, BrowserContext, Page} from 'playwright-core';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parse} from 'yaml';
import {type BrowsedConsole, browseConsole} from '../fixtures/browse-console.js';
import {describeInBrowser} from '../fixtures/describe-in-browser.js';
import {disconnectSalesforce} from '../fixtures/disconnect-salesforce.js';
import type {Emulators} from '../fixtures/emulators.js';
import {type Served, startQuickConsole} from '../fixtures/serve-console.js';

// For looking at the pages: SCREENSHOTS=/tmp/shots
const SCREENSHOTS = process.env.SCREENSHOTS;

describeInBrowser('the console in a browser', () => {
  let emulators: Emulators;
  let browser: Browser;
  let served: Served;
  let context: BrowserContext;
  let page: Page;

  let stop: BrowsedConsole['stop'];

  beforeAll(async () => {
    ({emulators, browser, served, context, page, stop} = await browseConsole({
      contacts: 120,
      users: 30,
    }));
  });
  afterAll(() => stop());

  const settings = () => page.goto(new URL('/c/connection/settings', served.url).href);
  const main = async () => (await page.textContent('main')) ?? '';

  async function look(name: string): Promise<void> {
    if (SCREENSHOTS)
      await page.screenshot({path: join(SCREENSHOTS, `${name}.png`), fullPage: true});
  }

  test('the address works once, and a page needs its cookie', async () => {
    expect(await page.title()).toContain('Connections');
    const stranger = await (await browser.newContext()).newPage();
    const answer = await stranger.goto(served.url);
    expect(answer?.status()).toBe(401);
    expect(await stranger.textContent('main')).toContain('harness serve');
  });

  test('a person connects at Salesforce in a pop-up', async () => {
    const {username, password, secretsPath} = disconnectSalesforce(emulators);
    await settings();
    expect(await main()).toContain('Not connected');
    const opened = context.waitForEvent('page');
    await page.getByRole('button', {name: 'Connect', exact: true}).click();
    const popup = await opened;
    await popup.fill('#username', username);
    await popup.fill('#password', password);
    await popup.click('#Login');
    await popup.click('#oaapprove');
    await popup.waitForURL(/OauthRedirect/);
    expect(await popup.textContent('body')).toContain('You can close this window.');
    await popup.close();
    await page.getByText('Connected', {exact: true}).waitFor();
    expect(parse(readFileSync(secretsPath, 'utf8')).salesforce.refresh_token).toBeTruthy();
    await look('settings');
  });

  test('an API key that Cohort refuses is not stored', async () => {
    await settings();
    await page.fill('input[name=api_key]', 'test_of_nobody');
    await page.getByRole('button', {name: 'Test and store'}).click();
    await page.getByRole('alert').first().waitFor();
    expect(await main()).toContain('does not accept the API key');
    const secrets = readFileSync(join(emulators.folder, 'connection.secrets.yaml'), 'utf8');
    expect(secrets).not.toContain('test_of_nobody');
  });

  test('a field is found, ticked and saved, and the comments of the file stay', async () => {
    await settings();
    await page.getByRole('link', {name: /Load the fields/}).click();
    await page.locator('input[name=search]').waitFor();
    await page.fill('input[name=search]', 'Title');
    await page.getByRole('button', {name: 'Search'}).click();
    await page.locator('input[name=pick][value=Title]').check();
    await page.fill('input[name="property:Title"]', 'job_title');
    await look('fields');
    await page.getByRole('button', {name: 'Save'}).click();
    await page.getByText('Saved.').waitFor();
    const text = readFileSync(emulators.connection, 'utf8');
    expect(text).toContain('Title: job_title');
    expect(text).toContain('# A connection between the two emulators');
    expect(parse(text).import.fields.Email ?? 'absent').toBe('absent');
  });

  test('a value that is not valid is not saved and the page says why', async () => {
    const before = readFileSync(emulators.connection, 'utf8');
    await settings();
    await page.fill('input[name=schedule]', 'whenever');
    await page.getByRole('button', {name: 'Save'}).click();
    await page.getByRole('alert').first().waitFor();
    expect(await main()).toContain('found "whenever", expected every 15m');
    expect(readFileSync(emulators.connection, 'utf8')).toBe(before);
  });

  test('export is disabled while import is off', async () => {
    await settings();
    await page.uncheck('input[name=import_enabled]');
    expect(await page.locator('input[name=user_id_field]').isDisabled()).toBe(true);
    await page.check('input[name=import_enabled]');
    expect(await page.locator('input[name=user_id_field]').isDisabled()).toBe(false);
  });

  test('a check that fails is shown beside its control, and one that passes says so', async () => {
    const text = readFileSync(emulators.connection, 'utf8');
    writeFileSync(emulators.connection, text.replace('Cohort_User_ID__c', 'No_Such_Field__c'));
    await settings();
    await page.getByRole('button', {name: 'Check'}).click();
    await page.getByText('A sync cannot run yet:').waitFor();
    const beside = await page.locator('#export').textContent();
    expect(beside).toContain('No_Such_Field__c');
    await look('check-failed');
    writeFileSync(emulators.connection, text);
    await page.getByRole('button', {name: 'Check'}).click();
    await page.getByText('Everything works. A sync can run.').waitFor();
  });

  test('a plan is shown and approved, and the users arrive', async () => {
    await page.getByRole('link', {name: 'Plan'}).click();
    await page.getByRole('button', {name: 'Show what a sync would do'}).click();
    await page.getByRole('button', {name: 'Run this sync'}).waitFor();
    await page.selectOption('select[name=action]', 'created');
    await page.getByRole('button', {name: 'Search'}).click();
    expect(await page.locator('main details').count()).toBeGreaterThan(0);
    await page.locator('main details summary').first().press('Enter');
    await look('plan');
    await page.getByRole('button', {name: 'Run this sync'}).click();
    await page.getByText('Succeeded').waitFor();
    await look('run');
    const users = await emulators.cohortUsers();
    expect(users.length).toBeGreaterThan(100);
    expect(users.some(({properties}) => properties.job_title !== undefined)).toBe(true);
  });

  test('history, rejected people and one person are shown', async () => {
    await page.getByRole('link', {name: 'History'}).click();
    expect(await page.locator('svg.chart').count()).toBe(3);
    await look('history');
    await page.getByRole('link', {name: 'Log'}).first().click();
    expect(await main()).toContain('Created the user property');
    await page.getByRole('link', {name: 'Rejected'}).click();
    await look('rejected');
    expect(await main()).toContain('EMAIL_');
    const [user] = await emulators.cohortUsers();
    await page.getByRole('link', {name: 'One person'}).click();
    await page.fill('input[name=email]', user?.email ?? '');
    await page.getByRole('button', {name: 'Look up'}).click();
    await page.getByRole('heading', {name: 'What a sync would do'}).waitFor();
    expect(await main()).toContain('Linked by');
    await look('person');
    await page.getByRole('link', {name: 'Salesforce for Cohort'}).click();
    expect(await main()).toContain('In sync');
    await look('connections');
  });

  test('every page passes axe, in light and dark, at 390 pixels', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const phone = await browser.newContext({
        storageState: await context.storageState(),
        viewport: {width: 390, height: 800},
        colorScheme,
        bypassCSP: true,
      });
      for (const path of ['', ...TABS.map(tab => `c/connection/${tab}`)]) {
        const shown = await phone.newPage();
        await shown.goto(new URL(`/${path}`, served.url).href);
        await shown.addScriptTag({content: axe.source});
        const violations = await shown.evaluate(async () => {
          const {axe} = globalThis as unknown as {
            axe: {run(): Promise<{violations: Violation[]}>};
          };
          interface Violation {
            id: string;
            nodes: {html: string}[];
          }
          const found = await axe.run();
          return found.violations.map(({id, nodes}) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
        });
        expect({path, colorScheme, violations}).toEqual({path, colorScheme, violations: []});
        const width = await shown.evaluate('document.documentElement.scrollWidth');
        expect({path, width}).toEqual({path, width: 390});
        if (SCREENSHOTS) {
          const name = `${colorScheme}-${path.replaceAll('/', '-')}.png`;
          await shown.screenshot({path: join(SCREENSHOTS, name), fullPage: true});
        }
        await shown.close();
      }
      await phone.close();
    }
  });

  test('npm start -- --console serves emulators to which a person connects as it says', async () => {
    const shown = await startQuickConsole(['--contacts', '20', '--users', '5']);
    const stranger = await (await browser.newContext({locale: 'en-GB'})).newPage();
    await stranger.goto(shown.url);
    await stranger.getByRole('link', {name: 'connection', exact: true}).click();
    expect(await stranger.textContent('main')).toContain('Not connected');
    expect(shown.said).toMatch(/Log in as \S+@\S+ with the password \S+/);
    expect(await shown.stop()).toBe(0);
  });

  test('the pages are in French for a French browser', async () => {
    const french = await browser.newContext({
      storageState: await context.storageState(),
      locale: 'fr-FR',
    });
    const shown = await french.newPage();
    await shown.goto(new URL('/c/connection/settings', served.url).href);
    expect(await shown.textContent('main')).toContain('Activer l’import des utilisateurs');
    await french.close();
  });
});

const TABS = ['settings', 'plan', 'run', 'history', 'rejected', 'person'];
