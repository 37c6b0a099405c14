import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {LoginServer} from './login-server.js';
import {startConnect, writeConnection} from './run-connect.js';

const login = new LoginServer();
beforeAll(() => login.start());
afterAll(() => login.close());

/** The person opens the address themselves. */
const byHand = (path: string) => ['--connection', path, '--port', '0', '--no-browser'];

describe('harness connect', () => {
  test('logs in with code, PKCE and state, and stores the tokens privately', async () => {
    const {path, secretsPath} = writeConnection({
      loginUrl: login.url,
      secrets: {cohort: {api_key: 'test_1'}},
    });
    const {finished, address} = await startConnect(byHand(path), 'the-secret\n');
    const url = await address();
    expect(url.pathname).toBe('/services/oauth2/authorize');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'the-app',
      code_challenge_method: 'S256',
      redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+\/OauthRedirect$/),
    });
    const page = await fetch(login.agree(url));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('You are connected to https://acme.my.salesforce.com');
    expect((await finished).code).toBe(0);
    expect(Object.fromEntries(login.form)).toMatchObject({
      grant_type: 'authorization_code',
      code: 'the-code',
      client_secret: 'the-secret',
    });
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({
      cohort: {api_key: 'test_1'},
      salesforce: {client_secret: 'the-secret', refresh_token: 'granted'},
    });
    expect(statSync(secretsPath).mode & 0o777).toBe(0o600);
  });

  test('logs in with an app that is a public client, without a secret', async () => {
    const {path, secretsPath} = writeConnection({loginUrl: login.url});
    const {finished, address} = await startConnect(byHand(path), '\n');
    await fetch(login.agree(await address()));
    const {code, stderr} = await finished;
    expect(code, stderr).toBe(0);
    expect(login.form.has('client_secret')).toBe(false);
    expect(login.form.get('code_verifier')).toBeTruthy();
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({
      salesforce: {refresh_token: 'granted'},
    });
  });

  test('takes no answer but the one to its own question', async () => {
    const {path} = writeConnection({
      loginUrl: login.url,
      secrets: {salesforce: {client_secret: 's'}},
    });
    const {finished, address} = await startConnect(byHand(path));
    const right = login.agree(await address());
    const wrong = new URL(right);
    wrong.searchParams.set('state', 'of-someone-else');
    const refused = await fetch(wrong);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('does not belong to the login that is under way');
    expect((await fetch(new URL('/favicon.ico', right))).status).toBe(404);
    expect((await fetch(right)).status).toBe(200);
    expect((await finished).code).toBe(0);
  });

  test('says on the page and at the terminal why it did not work', async () => {
    const {path, secretsPath} = writeConnection({
      loginUrl: login.url,
      secrets: {salesforce: {client_secret: 's'}},
    });
    const {finished, address} = await startConnect(byHand(path));
    const back = new URL(login.agree(await address()));
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('error_description', 'end-user <b>denied</b>');
    const page = await (await fetch(back)).text();
    expect(page).toContain('Not connected');
    expect(page).toContain('end-user &#60;b&#62;denied');
    const {code, stderr} = await finished;
    expect(code).toBe(2);
    expect(stderr).toContain('The login was refused: end-user <b>denied</b> (access_denied).');
    expect(readFileSync(secretsPath, 'utf8')).not.toContain('refresh_token');
  });

  test('explains an app that may not refresh', async () => {
    const granted = login.answer;
    login.answer = {access_token: 'a'};
    const {path} = writeConnection({
      loginUrl: login.url,
      secrets: {salesforce: {client_secret: 's'}},
    });
    const {finished, address} = await startConnect(byHand(path));
    await fetch(login.agree(await address()));
    login.answer = granted;
    expect((await finished).stderr).toMatch(/gave no refresh token: let the External Client App/);
  });

  test('ends at Ctrl-C with nothing stored and nothing left behind', async () => {
    const {path, secretsPath} = writeConnection({
      loginUrl: login.url,
      secrets: {salesforce: {client_secret: 's'}},
    });
    const {finished, address, child} = await startConnect([...byHand(path), '--json']);
    await address();
    child.kill('SIGINT');
    const {code, stdout} = await finished;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({status: 'failed', exit_reason: 'interrupted'});
    const files = readdirSync(join(path, '..'), {recursive: true});
    expect(files.filter(name => /lock|login/.test(String(name)))).toEqual([]);
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({salesforce: {client_secret: 's'}});
  });
});
