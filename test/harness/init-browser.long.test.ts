import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {parse} from 'yaml';
import {launchChromium} from '../fixtures/chromium.js';
import {testInBrowser} from '../fixtures/describe-in-browser.js';
import {Emulators} from '../fixtures/emulators.js';
import {describeOnTerminal, PseudoTerminal} from '../fixtures/pseudo-terminal.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';
import {loginsOf} from './terminal-cases.js';

await describeOnTerminal(() => {
  testInBrowser('init logs in by the browser, and what it writes passes a check', async () => {
    const emulators = await Emulators.forTest({contacts: 10, users: 2});
    const known = loginsOf(emulators);
    const path = join(mkdtempSync(join(tmpdir(), 'init-')), 'acme.yaml');
    // Wide enough for the address of the login page.
    const init = PseudoTerminal.start(
      HARNESS,
      ['init', '--connection', path, '--no-browser', '--port', '0', '--export', 'no'],
      {columns: 1000},
    );
    await init.answer('How to log in at Salesforce', '');
    await init.answer("Salesforce's login address", known.login_url);
    await init.answer('Consumer key', known.client_id);
    await init.answer('Consumer secret', known.client_secret);
    await allow(emulators, await addressOn(init));
    await init.answer('How users get into Cohort', '');
    await init.answer("Address of Cohort's API", known.api_url);
    await init.answer('Cohort API key', known.api_key);
    await init.answer('Object that contains', '');
    await init.answer('Field that contains', '');
    await init.answer('Users to import', '');
    await init.answer('Fields to import', '');
    await init.answer('In Cohort they become', '');
    await init.answer('Also set limits', '');
    await init.answer('Write the', '');
    expect(await init.ended).toBe(0);
    const {salesforce} = parse(readFileSync(path.replace('.yaml', '.secrets.yaml'), 'utf8'));
    expect(salesforce.refresh_token).toEqual(expect.any(String));
    expect(await init.shows('Written: ')).not.toContain(salesforce.refresh_token);
    const {code, stderr} = await execute(HARNESS, ['check', '--connection', path]);
    expect(code, stderr).toBe(0);
  });
});

async function addressOn(terminal: PseudoTerminal): Promise<string> {
  const address = /http\S+\/authorize\?\S+/;
  return address.exec(await terminal.shows(address))?.[0] ?? '';
}

/** What a person does on the pages of Salesforce. */
async function allow(emulators: Emulators, address: string): Promise<void> {
  const {salesforce} = emulators.readJson('emulators.json') as {
    salesforce: {username: string; password: string};
  };
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.fill('#username', salesforce.username);
    await page.fill('#password', salesforce.password);
    await page.click('#Login');
    await page.click('#oaapprove');
    await page.waitForURL(/OauthRedirect/);
    expect(await page.textContent('body')).toContain('You are connected to http');
  } finally {
    await browser.close();
  }
}
