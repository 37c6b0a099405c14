import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {PostgresqlStore} from '../../harness/connection-store/postgresql/postgresql-store.js';
import {type BrowsedConsole, browseConsole} from '../fixtures/browse-console.js';
import {CHROMIUM} from '../fixtures/chromium.js';
import type {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';
import {serveConsole} from '../fixtures/serve-console.js';
import {createTestDatabase, type TestDatabase} from '../postgresql-server/database-for-tests.js';

const WRITES = {cohort: '/v1/users/batch', salesforce: '*/composite/sobjects'};

const KEY = Buffer.alloc(32, 7).toString('base64');
const TOO_LONG = {email: 'too.long@example.com', firstName: 'x'.repeat(60), lastName: 'Long'};

interface Secrets {
  salesforce: {client_secret: string; refresh_token?: string};
  cohort: {api_key: string};
}

describe.skipIf(!CHROMIUM)(
  `the console over a store, in a browser${CHROMIUM ? '' : ' (skipped: there is no chromium)'}`,
  () => {
    let database: TestDatabase;
    let browsed: BrowsedConsole;
    let emulators: Emulators;
    let page: Page;
    const keyBefore = process.env.HARNESS_STORE_KEY;

    beforeAll(async () => {
      process.env.HARNESS_STORE_KEY = KEY;
      database = await createTestDatabase();
      browsed = await browseConsole({contacts: 350, users: 5}, async started => {
        const put = await harness(['store', 'put', '--connection', started.connection]);
        expect(put).toMatchObject({code: 0, stderr: ''});
        return serveConsole([], environment());
      });
      ({emulators, page} = browsed);
    }, 120_000);
    afterAll(async () => {
      if (keyBefore === undefined) delete process.env.HARNESS_STORE_KEY;
      else process.env.HARNESS_STORE_KEY = keyBefore;
      await browsed?.stop();
      await database?.close();
    });

    const environment = () => ({HARNESS_STORE: database.url, HARNESS_STORE_KEY: KEY});
    const harness = (args: readonly string[]) => execute(HARNESS, args, {env: environment()});
    const open = (tab: string, name = 'connection') =>
      page.goto(new URL(`/c/${name}/${tab}`, browsed.served.url).href);
    const press = (name: string) => page.getByRole('button', {name, exact: true}).click();
    const main = async () => (await page.textContent('main')) ?? '';
    const secrets = (name = 'connection') =>
      new PostgresqlStore(database.url, name).look(async ({root}) =>
        parse(readFileSync(join(root, `${name}.secrets.yaml`), 'utf8')),
      ) as Promise<Secrets>;

    async function run(name: string): Promise<void> {
      await press(name);
      await page.getByText('In progress').waitFor();
      await page.getByText('Succeeded').waitFor({timeout: 60_000});
    }

    /** On the settings page. */
    async function logIn(): Promise<void> {
      const known = emulators.readJson('emulators.json') as {
        salesforce: {username: string; password: string};
      };
      // Who is logged in at Salesforce already is asked nothing.
      await browsed.context.clearCookies({name: 'sid'});
      const opened = browsed.context.waitForEvent('page');
      await page.getByRole('button', {name: /^Connect/}).click();
      const popup = await opened;
      await popup.fill('#username', known.salesforce.username);
      await popup.fill('#password', known.salesforce.password);
      await popup.click('#Login');
      await popup.click('#oaapprove');
      await popup.waitForURL(/OauthRedirect/);
      const said = await popup.textContent('body');
      expect(said).toContain('You can close this window.');
      expect(said).not.toContain('harness-store-');
      await popup.close();
    }

    /** Until it is undone, each write to the system takes so long. */
    async function slowDown(
      delayMs: number,
      system: keyof typeof WRITES = 'cohort',
    ): Promise<() => Promise<unknown>> {
      const known = emulators.readJson('emulators.json') as Record<typeof system, {url: string}>;
      const faults = `${known[system].url}/__emulator/faults`;
      const rule = {route: WRITES[system], delayMs, times: 1000};
      const answer = await fetch(faults, {
        method: 'POST',
        headers: {'content-type': 'application/json'},
        body: JSON.stringify(rule),
      });
      expect(answer.status).toBeLessThan(300);
      return () => fetch(faults, {method: 'DELETE'});
    }

    test('a connection is added and connected in a pop-up, and the login is kept in the store', async () => {
      const {salesforce} = parse(readFileSync(emulators.connection, 'utf8'));
      const {client_secret} = (await secrets()).salesforce;
      await page.goto(new URL('/', browsed.served.url).href);
      await page.getByText('Add a connection').click();
      await page.fill('[name=name]', 'fresh');
      await page.fill('[name=login_url]', salesforce.login_url);
      await page.fill('[name=client_id]', salesforce.client_id);
      await press('Create');
      await page.getByRole('heading', {name: 'fresh'}).waitFor();
      expect(await main()).toContain('Not connected');
      await page.fill('[name=client_secret]', client_secret);
      await logIn();
      await page.getByText('Connected', {exact: true}).waitFor();
      expect(await secrets('fresh')).toEqual({
        salesforce: {client_secret, refresh_token: expect.any(String)},
      });
    });

    test('a sync that is stopped writes what it has read, and the next one goes on', async () => {
      const before = (await emulators.cohortUsers()).length;
      // However soon the import is done, the export is not.
      const slowed = [await slowDown(2000), await slowDown(60_000, 'salesforce')];
      await open('run');
      await press('Sync now');
      await expect.poll(() => emulators.cohortUsers().then(count), long).toBeGreaterThan(before);
      await open('run');
      await press('Stop');
      await page.getByText('Stopped', {exact: true}).waitFor({timeout: 60_000});
      for (const speedUp of slowed) await speedUp();
      const {stdout} = await harness(['store', 'list', '--json']);
      expect(JSON.parse(stdout)).toMatchObject({
        connections: [{name: 'connection', running_on: null}, {name: 'fresh'}],
      });
      await run('Sync now');
      const users = await emulators.cohortUsers();
      expect(users.length).toBeGreaterThan(300);
      expect(new Set(users.map(({email}) => email)).size).toBe(users.length);
    });

    test('who was rejected is sent again as they are now, and is rejected no more', async () => {
      await emulators.putUser(TOO_LONG);
      await open('run');
      await run('Sync now');
      await open('rejected');
      expect(await main()).toContain('STRING_TOO_LONG');
      await emulators.putUser({...TOO_LONG, firstName: 'Short'});
      await run('Retry all');
      await open('rejected');
      expect(await main()).not.toContain('STRING_TOO_LONG');
      await open('history');
      expect(await main()).toContain('retry-rejects');
    });

    test('a login made while a run is under way is kept when the run has ended', async () => {
      const {refresh_token} = (await secrets()).salesforce;
      await emulators.putUser({...TOO_LONG, firstName: 'Changed'});
      const speedUp = await slowDown(10_000);
      await open('run');
      await press('Sync now');
      await page.getByText('In progress').waitFor();
      await open('settings');
      await logIn();
      await expect.poll(async () => (await open('settings')) && main()).toContain('Logged in.');
      await speedUp();
      await expect
        .poll(() => secrets().then(({salesforce}) => salesforce.refresh_token), long)
        .not.toBe(refresh_token);
      await page.getByText('Connected', {exact: true}).waitFor();
      expect(await main()).not.toContain('The login failed');
    });
  },
);

function count(users: readonly unknown[]): number {
  return users.length;
}

const long = {timeout: 60_000, interval: 300};
