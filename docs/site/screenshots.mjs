// Follows docs/tutorial.md in a browser, on the emulators of `npm start -- --console`, and takes its
// screenshots. Ends with an error where a page does not show what the tutorial says.
//   --out FOLDER   where the pictures go; docs/tutorial by default
// Needs Chromium (CHROMIUM=PATH for another place) and a build.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {launchChromium} from '../../dist/test/fixtures/chromium.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const [, out = join(repository, 'docs/tutorial')] = process.argv.slice(2);

mkdirSync(out, {recursive: true});
const server = await startConsole();
const browser = await launchChromium();
try {
  await follow(server, await newPage());
} finally {
  await browser.close();
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
}

async function follow({url, cohort, login}, page) {
  await page.goto(url);
  await shoot(page, 'connections', 'Connections', 300);
  await page.getByRole('link', {name: 'connection', exact: true}).click();
  await connect(page, login);
  await mapTitle(page);
  await page.getByRole('button', {name: 'Check'}).click();
  await page.getByText('Everything works. A sync can run.').waitFor();
  await shoot(page, 'check', 'Everything works.', 420);
  const email = await plan(page);
  await page.getByRole('button', {name: 'Run this sync'}).click();
  await page.getByText('Succeeded').waitFor();
  await shoot(page, 'run', 'Succeeded', 370);
  await lookAtCohort(cohort);
  await lookUp(page, email);
  await page.getByRole('link', {name: 'Rejected'}).click();
  await shoot(page, 'rejected', 'EMAIL_', 480);
  await page.getByRole('link', {name: 'History'}).click();
  await shoot(page, 'history', 'History', 460);
}

async function connect(page, {username, password}) {
  await page.getByText('Not connected').first().waitFor();
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', {name: 'Connect', exact: true}).click();
  const popup = await opened;
  await popup.fill('#username', username);
  await popup.fill('#password', password);
  await shoot(popup, 'login', '', 540);
  await popup.click('#Login');
  await popup.click('#oaapprove');
  await popup.waitForURL(/OauthRedirect/);
  await popup.getByText('You can close this window.').waitFor();
  await popup.close();
  await page.getByText('Connected', {exact: true}).waitFor();
  await shoot(page, 'settings', 'Connected', 560);
}

async function mapTitle(page) {
  await page.getByRole('link', {name: /Load the fields/}).click();
  await page.locator('input[name=search]').waitFor();
  await page.fill('input[name=search]', 'Title');
  await page.getByRole('button', {name: 'Search'}).click();
  await page.locator('input[name=pick][value=Title]').check();
  await page.fill('input[name="property:Title"]', 'job_title');
  await shoot(page, 'fields', 'Title', 1190, 'table');
  await showConditions(page);
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText('Saved.').waitFor();
}

// For the pages by task: typed, shown and taken back.
async function showConditions(page) {
  const lines = 'Loyalty_Member__c = true\nAccount.Type in Customer, Partner';
  await page.fill('[name=import_where]', lines);
  await shoot(page, 'conditions', 'Conditions', 300, '[name=import_where]');
  await page.fill('[name=import_where]', '');
  await page.fill('[name=import_constants]', 'origin=Salesforce');
  await shoot(page, 'constants', 'Values for every user', 300, '[name=import_constants]');
  await page.fill('[name=import_constants]', '');
}

async function plan(page) {
  await page.getByRole('link', {name: 'Plan'}).click();
  await page.getByRole('button', {name: 'Show what a sync would do'}).click();
  await page.getByRole('button', {name: 'Run this sync'}).waitFor();
  // A machine without fonts for other scripts would show boxes.
  const person = page.locator('main details').filter({hasNotText: /[\u0370-\u1fff\u2e80-\uffff]/});
  await person.locator('summary').first().press('Enter');
  await shoot(page, 'plan', 'Run this sync', 1080);
  return person.locator('a').first().textContent();
}

async function lookAtCohort(cohort) {
  const page = await newPage();
  await page.goto(cohort);
  await shoot(page, 'cohort', '@', 520);
}

async function lookUp(page, email) {
  await page.getByRole('link', {name: 'One person'}).click();
  await page.fill('input[name=email]', email);
  await page.getByRole('button', {name: 'Look up'}).click();
  await page.getByRole('heading', {name: 'What a sync would do'}).waitFor();
  await shoot(page, 'person', 'Linked by', 820);
}

async function newPage() {
  return (await browser.newContext({locale: 'en-GB', colorScheme: 'light'})).newPage();
}

async function shoot(page, name, expected, height, shown = 'body') {
  await page.setViewportSize({width: name === 'login' ? 520 : 1000, height});
  const text = (await page.textContent('body')) ?? '';
  if (!text.includes(expected)) throw new Error(`${name}: the page does not show "${expected}"`);
  await page.evaluate(
    selector => document.querySelector(selector)?.scrollIntoView({block: 'center'}),
    shown,
  );
  if (shown === 'body') await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({path: join(out, `${name}.png`), animations: 'disabled', caret: 'hide'});
}

/** Starts what the tutorial starts, and reads what it prints: the addresses and the login. */
async function startConsole() {
  const args = [
    'dist/test/quick-start/main.js',
    '--console',
    '--port',
    '0',
    '--login-port',
    '0',
    '--contacts',
    '300',
    '--users',
    '60',
  ];
  const child = spawn(process.execPath, args, {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const [url] = /http:\S+token=[\w-]+/.exec(said) ?? [];
    if (url === undefined) continue;
    child.stdout.resume();
    const [, cohort] = /Cohort emulator +(\S+)/.exec(said) ?? [];
    const [, username, password] = /Log in as (\S+) with the password (\S+)/.exec(said) ?? [];
    return {child, url, cohort, login: {username, password}};
  }
  throw new Error('The console ended before it printed its address');
}
