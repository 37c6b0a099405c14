import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {BrowserContext, Locator, Page} from 'playwright-core';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parse} from 'yaml';
import {type BrowsedConsole, browseConsole} from '../fixtures/browse-console.js';
import {describeInBrowser} from '../fixtures/describe-in-browser.js';
import {disconnectSalesforce} from '../fixtures/disconnect-salesforce.js';
import type {Emulators} from '../fixtures/emulators.js';
import type {Served} from '../fixtures/serve-console.js';

const MAX_TABS = 150;

describeInBrowser('the console by keyboard and in several tabs', () => {
  let emulators: Emulators;
  let served: Served;
  let context: BrowserContext;
  let page: Page;

  let stop: BrowsedConsole['stop'];

  beforeAll(async () => {
    ({emulators, served, context, page, stop} = await browseConsole({contacts: 60, users: 10}));
  });
  afterAll(() => stop());

  const open = async (tab: string) => {
    const opened = await context.newPage();
    await opened.goto(new URL(`/c/connection/${tab}`, served.url).href);
    return opened;
  };
  const text = (shown: Page) => shown.locator('main').textContent();
  const button = (name: string) => page.getByRole('button', {name, exact: true});

  test('the keyboard alone gets from the login to a finished sync', async () => {
    const {username, password} = disconnectSalesforce(emulators);
    await press(page, page.getByRole('link', {name: 'connection', exact: true}));
    const opened = context.waitForEvent('page');
    await press(page, button('Connect'));
    const popup = await opened;
    await reach(popup, popup.locator('#username'));
    await popup.keyboard.type(username);
    await popup.keyboard.press('Tab');
    await popup.keyboard.type(password);
    await popup.keyboard.press('Enter');
    await press(popup, popup.locator('#oaapprove'));
    await popup.getByText('You can close this window.').waitFor();
    await popup.close();
    await page.getByText('Connected', {exact: true}).waitFor();
    // The keyboard goes on where it was, and not from the top.
    expect(await reach(page, page.locator('input[name=client_secret]'))).toBe(1);

    const importing = page.locator('input[name=import_enabled]');
    await reach(page, importing);
    await page.keyboard.press('Space');
    expect(await page.locator('input[name=user_id_field]').isDisabled()).toBe(true);
    await page.keyboard.press('Space');
    const users = page.locator('select[name=import_users]');
    await reach(page, users);
    await page.keyboard.press('ArrowDown');
    expect(await users.inputValue()).toBe('existing');
    await page.keyboard.press('ArrowUp');
    await reach(page, page.locator('select[name=on_delete]'));
    await page.keyboard.press('ArrowDown');
    await press(page, button('Save'));
    await page.getByText('Saved.').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Saved.');
    await press(page, button('Check'));
    await page.getByText('Everything works. A sync can run.').waitFor();

    await press(page, page.getByRole('link', {name: 'Plan'}));
    await press(page, button('Show what a sync would do'));
    await button('Run this sync').waitFor();
    await press(page, button('Run this sync'), 'Space');
    await page.getByText('Succeeded').waitFor();
    expect((await emulators.cohortUsers()).length).toBeGreaterThan(50);
  });

  test('if two tabs change the same connection, the second shows a message and changes nothing', async () => {
    const [first, second] = [await open('settings'), await open('settings')];
    await first.fill('input[name=schedule]', 'every 1h');
    await first.getByRole('button', {name: 'Save'}).click();
    await first.getByText('Saved.').waitFor();
    await second.fill('input[name=max_changes]', '7000');
    await second.getByRole('button', {name: 'Save'}).click();
    expect(await second.getByRole('alert').first().textContent()).toContain('another tab');
    expect(await second.locator('input[name=schedule]').inputValue()).toBe('every 1h');
    const saved = () => parse(readFileSync(emulators.connection, 'utf8'));
    expect([saved().schedule, saved().limits]).toEqual(['every 1h', undefined]);
    await second.fill('input[name=max_changes]', '7000');
    await second.getByRole('button', {name: 'Save'}).click();
    await second.getByText('Saved.').waitFor();
    expect([saved().schedule, saved().limits]).toEqual(['every 1h', {max_changes: 7000}]);
    await Promise.all([first.close(), second.close()]);
  });

  test('a run started in two tabs runs once, and is shown after a reload and in other tabs', async () => {
    const before = runsOf(emulators.folder).length;
    const tabs = [await open('run'), await open('run')];
    // So that the run is under way until all have been looked at.
    emulators.freeze();
    try {
      await Promise.all(
        tabs.map(tab => tab.getByRole('button', {name: 'Sync now'}).press('Enter')),
      );
      await expect.poll(() => Promise.all(tabs.map(text)).then(count)).toBe(1);
      for (const tab of [...tabs, await open('run')]) {
        await tab.goto(new URL('/c/connection/run', served.url).href);
        await tab.reload();
        expect(await text(tab)).toMatch(/sync · .*In progress/s);
        expect(await tab.getByRole('button', {name: 'Sync now'}).count()).toBe(0);
        expect(await tab.getByRole('button', {name: 'Stop'}).count()).toBe(1);
      }
    } finally {
      emulators.thaw();
    }
    for (const tab of tabs) await tab.getByText('Succeeded').waitFor();
    expect(runsOf(emulators.folder)).toHaveLength(before + 1);
  });
});

/** Presses Tab until the element has the focus, which must be visible; resolves with how often. */
async function reach(page: Page, target: Locator): Promise<number> {
  for (let times = 0; times < MAX_TABS; times += 1) {
    if (await target.evaluate(element => element === element.ownerDocument.activeElement)) {
      const outline = await target.evaluate(
        element => element.ownerDocument.defaultView?.getComputedStyle(element).outlineStyle,
      );
      expect(outline).not.toBe('none');
      return times;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} is not reached by Tab.`);
}

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await target.waitFor();
  await reach(page, target);
  await page.keyboard.press(key);
}

/** How many pages refuse a run as another one is under way. */
function count(texts: readonly (string | null)[]): number {
  return texts.filter(shown => shown?.includes('Another run of this connection')).length;
}

function runsOf(folder: string): string[] {
  return readFileSync(join(folder, 'connection.sync', 'runs.jsonl'), 'utf8')
    .trim()
    .split('\n');
}
