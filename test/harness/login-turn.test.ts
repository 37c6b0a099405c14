import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test, vi} from 'vitest';
import {parse} from 'yaml';
import {forgetRenewedLogin, type LoginTurn} from '../../harness/connection/login-turn.js';
import {Logins} from '../../harness/connection/logins.js';
import {saveSecrets} from '../../harness/connection/secrets-file.js';

const {signal} = new AbortController();

function fixture() {
  const folder = mkdtempSync(join(tmpdir(), 'login-turn-'));
  const path = join(folder, 'acme.secrets.yaml');
  writeFileSync(path, 'salesforce: {client_secret: s, refresh_token: r0}\ncohort: {api_key: k}\n');
  const open = () => new Logins(path, {salesforce: {client_secret: 's', refresh_token: 'r0'}});
  const token = () => parse(readFileSync(path, 'utf8')).salesforce.refresh_token;
  return {path, folder: join(folder, 'acme.secrets.sync'), open, token};
}

async function take(logins: Logins, onWait = () => {}): Promise<LoginTurn> {
  const save = (told: Record<string, unknown>) => logins.rotate('salesforce', told);
  const turn = await logins.takeTurn('salesforce', {save, signal, onWait});
  if (!turn) throw new Error('There is no turn.');
  return turn;
}

/** What a connector does before it goes on. */
function renew(turn: LoginTurn, refresh_token: string): void {
  writeFileSync(turn.file, JSON.stringify({refresh_token, objects: ['Contact']}));
}

/** What a killed run leaves: its files, and a lock of a process that is gone. */
function kill(folder: string): void {
  const lock = JSON.parse(readFileSync(join(folder, 'salesforce.lock'), 'utf8'));
  const dead = {...lock, started: 'before', token: 'dead'};
  writeFileSync(join(folder, 'salesforce.lock'), JSON.stringify(dead));
}

test('a token in the connector’s file is in the secrets file soon, without a CONTROL message', async () => {
  const {open, token} = fixture();
  const turn = await take(open());
  renew(turn, 'r1');
  await vi.waitUntil(() => token() === 'r1');
  await turn.end();
});

test('two that share a secrets file take turns, and the second starts with what the first renewed', async () => {
  const {open, token} = fixture();
  const first = await take(open());
  const second = open();
  let hasWaited = () => {};
  const waited = new Promise<void>(resolve => {
    hasWaited = resolve;
  });
  const waiting = take(second, hasWaited);
  await waited;
  renew(first, 'r1');
  await first.end();
  const turn = await waiting;
  expect(second.of('salesforce').refresh_token).toBe('r1');
  renew(turn, 'r2');
  await turn.end();
  expect(token()).toBe('r2');
});

test('a late CONTROL message does not bring back an older token', async () => {
  const {open, token} = fixture();
  const turn = await take(open());
  renew(turn, 'r2');
  await turn.absorb({refresh_token: 'r1'});
  await turn.end();
  expect(token()).toBe('r2');
});

test('a connector without the file is taken at its CONTROL message', async () => {
  const {open, token} = fixture();
  const turn = await take(open());
  await turn.absorb({refresh_token: 'r1'});
  await turn.end();
  expect(token()).toBe('r1');
});

test('the token of a killed run is found by the next one, and nothing else of its config', async () => {
  const {open, token, folder, path} = fixture();
  renew(await take(open()), 'r1');
  kill(folder);
  const next = open();
  const turn = await take(next);
  expect([next.of('salesforce').refresh_token, token()]).toEqual(['r1', 'r1']);
  expect(readFileSync(path, 'utf8')).not.toContain('Contact');
  await turn.end();
});

test('what a killed run left does not replace a login that was edited since', async () => {
  const {open, token, folder, path} = fixture();
  renew(await take(open()), 'r1');
  kill(folder);
  writeFileSync(path, 'salesforce: {client_secret: s, refresh_token: new}\n');
  await (await take(open())).end();
  expect(token()).toBe('new');
});

test('a login made anew while a run is under way stays', async () => {
  const {open, token, folder, path} = fixture();
  const turn = await take(open());
  await saveSecrets(path, 'salesforce', {refresh_token: 'new'});
  await forgetRenewedLogin(folder, 'salesforce');
  renew(turn, 'r1');
  await turn.end();
  expect(token()).toBe('new');
});

test('no turn is needed for a login that is never renewed', async () => {
  const {path} = fixture();
  const logins = new Logins(path, {salesforce: {auth_type: 'JWT', private_key: 'x'}, cohort: {}});
  const wait = {signal, onWait: () => {}, save: async () => {}};
  expect(await logins.takeTurn('salesforce', wait)).toBeUndefined();
  expect(await logins.takeTurn('cohort', wait)).toBeUndefined();
});

test('secrets saved at the same moment are all kept', async () => {
  const {path} = fixture();
  const names = Array.from({length: 12}, (_, index) => `key${index}`);
  await Promise.all(names.map(name => saveSecrets(path, 'cohort', {[name]: 'x'})));
  expect(Object.keys(parse(readFileSync(path, 'utf8')).cohort)).toEqual(
    expect.arrayContaining(['api_key', ...names]),
  );
});
