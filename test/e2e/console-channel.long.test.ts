import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Page} from 'playwright-core';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parse} from 'yaml';
import {type BrowsedConsole, browseConsole} from '../fixtures/browse-console.js';
import {describeInBrowser} from '../fixtures/describe-in-browser.js';
import {createTestDatabase, type TestDatabase} from '../postgresql-server/database-for-tests.js';

describeInBrowser('ways into Cohort, in the console', () => {
  let database: TestDatabase;
  let browsed: BrowsedConsole;
  let page: Page;
  beforeAll(async () => {
    database = await createTestDatabase();
    browsed = await browseConsole({contacts: 20, users: 0});
    page = browsed.page;
  }, 60_000);
  afterAll(async () => {
    await browsed?.stop();
    await database?.close();
  });

  const settings = () => page.goto(new URL('/c/connection/settings', browsed.served.url).href);
  const shown = (name: string) => page.locator(`[name=${name}]`).isVisible();
  const written = () => parse(readFileSync(browsed.emulators.connection, 'utf8'));
  const secrets = () =>
    parse(readFileSync(join(browsed.emulators.folder, 'connection.secrets.yaml'), 'utf8'));

  async function save() {
    await page.getByRole('button', {name: 'Save'}).click();
    await page.getByText('Saved.').waitFor();
  }

  test('only the settings of the chosen way are shown, and it is saved to the file', async () => {
    await settings();
    const names = ['channel_table', 'channel_dir', 'export_path'];
    expect(await Promise.all(names.map(shown))).toEqual([false, false, false]);
    expect(await shown('api_key')).toBe(true);
    await page.selectOption('[name=channel]', 'postgresql');
    expect(await Promise.all(names.map(shown))).toEqual([true, false, false]);
    await page.fill('[name=channel_table]', 'people');
    expect(await shown('on_delete_property')).toBe(false);
    await page.selectOption('[name=on_delete]', 'property');
    expect(await shown('on_delete_property')).toBe(true);
    await page.selectOption('[name=on_delete]', '');
    await page.uncheck('[name=export_enabled]');
    await save();
    expect(written().cohort.channel).toEqual({type: 'postgresql', table: 'people'});
    expect(await shown('api_key')).toBe(false);
    expect(await page.locator('[name=user_id_field]').isDisabled()).toBe(true);
    expect(await page.textContent('main')).toContain('but not out of it');
  });

  test('an address of a database that cannot be used is not stored; one that can be is, and a sync fills the table', async () => {
    await page.fill('[name=database]', database.url.replace(/\/[^/]*$/, '/nowhere'));
    await page.getByRole('button', {name: 'Test and store'}).click();
    await page.getByRole('alert').first().waitFor();
    expect(secrets().cohort.channel).toBeUndefined();
    await page.fill('[name=database]', database.url);
    await page.getByRole('button', {name: 'Test and store'}).click();
    await page.locator('.badge.good', {hasText: 'Connected'}).nth(1).waitFor();
    expect(secrets().cohort.channel).toEqual({url: database.url});
    await page.getByRole('button', {name: 'Sync now'}).click();
    await page.getByText('Succeeded').first().waitFor();
    const rows = await database.sql('SELECT count(*)::int AS people FROM people');
    expect(rows).toEqual([{people: 20}]);
  });

  test('then files: nothing of the table stays, and a check passes', async () => {
    await settings();
    await page.selectOption('[name=channel]', 'csv');
    await save();
    expect(written().cohort.channel).toEqual({type: 'csv', dir: 'to-upload'});
    expect(await page.textContent('main')).toContain('needs no login');
    await page.getByRole('button', {name: 'Check'}).click();
    await page.getByText('Everything works. A sync can run.').waitFor();
  });

  test('and back to the API, with the key that is still stored', async () => {
    await page.selectOption('[name=channel]', 'api');
    await save();
    expect(written().cohort.channel).toBeUndefined();
    expect(await page.textContent('main')).toContain('Test key');
  });
});
