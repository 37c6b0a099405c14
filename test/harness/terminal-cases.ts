import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parse} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {PseudoTerminal} from '../fixtures/pseudo-terminal.js';
import {HARNESS} from '../fixtures/run-bin.js';

const down = '\u001b[B';

/** What holds at every width. */
export function terminalCases(columns: number): void {
  let emulators: Emulators;
  beforeAll(async () => {
    emulators = await Emulators.start({contacts: 20, users: 5});
  });
  afterAll(() => emulators.stop());

  const start = (args: readonly string[]) =>
    PseudoTerminal.start(HARNESS, [...args, '--connection', emulators.connection], {columns});
  const storedKey = () => {
    const text = readFileSync(join(emulators.folder, 'connection.secrets.yaml'), 'utf8');
    return (parse(text) as {cohort: {api_key: string}}).cohort.api_key;
  };

  test(`at ${columns} columns, connect cohort hides the key, and a wrong one replaces nothing`, async () => {
    const known = storedKey();
    const wrong = start(['connect', 'cohort']);
    await wrong.answer('Cohort API key', 'test_wrong_key');
    expect(await wrong.ended).toBe(2);
    const shown = await wrong.shows('is unchanged.');
    expect(shown).not.toContain('test_wrong_key');
    expect(storedKey()).toBe(known);
    const right = start(['connect', 'cohort']);
    await right.answer('Cohort API key', known);
    expect(await right.ended).toBe(0);
    await right.shows('Connected with a test key');
    expect(storedKey()).toBe(known);
  });

  test(`at ${columns} columns, init asks for what it needs, and writes what every command accepts`, async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'init-')), 'new', 'acme.yaml');
    const init = PseudoTerminal.start(HARNESS, ['init', '--connection', path], {columns});
    await logIn(init, emulators);
    await init.answer('Object that contains', '');
    await init.answer('Field that contains', '');
    await init.answer('Users to import', '');
    await init.shows(
      /Fields to import[\s\S]*◼ First Name \(FirstName\), text[\s\S]*◻ Cohort User ID/,
    );
    init.press('loyalty tier');
    await init.shows('(1 match)');
    await init.answer('Search: loyalty tier', '\t');
    await init.answer('Loyalty_Tier__c → loyalty_tier', 'Loyalty_Tier__c=tier');
    await init.answer('Also export users', down);
    await init.answer('Field in which', '');
    await init.answer('Users to export', '');
    await init.shows(/Properties to export[\s\S]*◼ firstName, text → FirstName/);
    init.press('\r');
    await init.answer('A new Contact needs LastName', '');
    await init.answer('Also set limits', '');
    await init.answer(/The first 3 people in Cohort:[\s\S]*tier: "\w+"[\s\S]*Write the/, '');
    expect(await init.ended).toBe(0);
    const shown = await init.shows('Written: ');
    expect(shown).not.toContain(loginsOf(emulators).client_secret);
    expect(shown).not.toContain(loginsOf(emulators).api_key);
    expect(init.broken.filter(line => !line.includes('/'))).toEqual([]);
    expect(parse(readFileSync(path, 'utf8'))).toMatchObject({
      import: {fields: {FirstName: 'firstName', Loyalty_Tier__c: 'tier'}},
      export: {create_defaults: {LastName: 'Unknown'}, properties: {lastName: 'LastName'}},
    });
    await acceptsConnection(path, columns);
  });

  test(`at ${columns} columns, help is broken between words`, async () => {
    const help = start(['sync', '--help']);
    expect(await help.ended).toBe(0);
    await help.shows('Examples:');
    expect(help.broken).toEqual([]);
  });
}

/** Check, plan, sync and status succeed, and show their results as tables or lists of counts. */
async function acceptsConnection(path: string, columns: number): Promise<void> {
  const run = async (command: string) => {
    const terminal = PseudoTerminal.start(HARNESS, [command, '--connection', path], {columns});
    expect([command, await terminal.ended]).toEqual([command, 0]);
    return terminal;
  };
  const check = await run('check');
  // Its own connectors take turns: that is no other run.
  expect(await check.shows('Done in')).not.toContain('another run');
  expect(check.broken).toEqual([]);
  const plan = await run('plan');
  // A plan keeps nothing: what it lists is gone when it has ended.
  expect(await plan.shows('Done in')).not.toContain('.sync/run/');
  const sync = await run('sync');
  const text = await sync.shows('Done in');
  expect(text).toMatch(/read +created +updated +unchanged +rejected\nimport Contact +\d/);
  const status = await run('status');
  await status.shows(/People: \d+ in both systems/);
}

/** The answers of an init that ends after the logins. */
export function resumesAfter(what: string, end: (init: PseudoTerminal) => void): void {
  test(`what is answered at a terminal outlives ${what}, and --resume goes on from there`, async () => {
    const emulators = await Emulators.forTest({contacts: 5, users: 1});
    const path = join(mkdtempSync(join(tmpdir(), 'init-')), 'acme.yaml');
    const first = PseudoTerminal.start(HARNESS, ['init', '--connection', path], {columns: 80});
    await logIn(first, emulators);
    await first.answer('Object that contains', '');
    await first.shows('Field that contains');
    end(first);
    expect(await first.ended).toBe(130);
    await first.shows('--resume');
    const args = ['init', '--connection', path, '--resume'];
    const second = PseudoTerminal.start(HARNESS, args, {columns: 80});
    const shown = await second.shows('Field that contains');
    expect(shown).not.toContain('Consumer key');
    expect(shown).not.toContain('API key');
  });
}

/** The logins of the emulators, as somebody would type them. */
export function loginsOf({folder}: Emulators) {
  const read = (name: string) => parse(readFileSync(join(folder, name), 'utf8'));
  const {salesforce, cohort} = read('connection.yaml');
  const secrets = read('connection.secrets.yaml');
  const {client_secret} = secrets.salesforce;
  return {...salesforce, ...cohort, client_secret, api_key: secrets.cohort.api_key};
}

/** Answers the questions for both logins, each with a wrong secret first. */
export async function logIn(init: PseudoTerminal, emulators: Emulators): Promise<void> {
  const known = loginsOf(emulators);
  await init.answer('How to log in at Salesforce', down);
  await init.answer("Salesforce's login address", known.login_url);
  await init.answer('Consumer key', known.client_id);
  await init.answer('Consumer secret', 'a-wrong-secret');
  await init.answer(/invalid_client[\s\S]*◆ {2}Consumer secret/, known.client_secret);
  await init.answer('How users get into Cohort', '');
  await init.answer("Address of Cohort's API", known.api_url);
  await init.answer('Cohort API key', 'test_wrong');
  await init.answer(/does not accept the API key[\s\S]*◆ {2}Cohort API key/, known.api_key);
}
