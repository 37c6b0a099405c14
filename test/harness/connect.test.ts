import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {HARNESS} from '../fixtures/run-bin.js';

/** A login server that checks what a real one checks, and gives what it is told to give. */
class LoginServer {
  answer: object = {refresh_token: 'granted', instance_url: 'https://acme.my.salesforce.com'};
  readonly #server: Server;
  #challenge = '';
  form = new URLSearchParams();

  constructor() {
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      this.form = new URLSearchParams(body);
      const verifier = this.form.get('code_verifier') ?? '';
      const isRight = createHash('sha256').update(verifier).digest('base64url') === this.#challenge;
      const wrong = {error: 'invalid_grant', error_description: 'invalid code verifier'};
      response.writeHead(isRight ? 200 : 400, {'content-type': 'application/json'});
      response.end(JSON.stringify(isRight ? this.answer : wrong));
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What the login page would do when the person agrees. */
  agree(authorizeUrl: URL): string {
    this.#challenge = authorizeUrl.searchParams.get('code_challenge') ?? '';
    const back = new URL(authorizeUrl.searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', 'the-code');
    back.searchParams.set('state', authorizeUrl.searchParams.get('state') ?? '');
    return back.href;
  }

  close(): void {
    this.#server.close();
  }
}

const login = new LoginServer();
beforeAll(() => login.start());
afterAll(() => login.close());

function writeConnection({
  secrets = {},
  authType = 'Client',
}: {
  secrets?: object;
  authType?: string;
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'connect-'));
  const connection = {
    salesforce: {auth_type: authType, client_id: 'the-app', login_url: login.url, username: 'u'},
    cohort: {},
    import: {enabled: false},
  };
  writeFileSync(join(folder, 'acme.yaml'), stringify(connection));
  const secretsPath = join(folder, 'acme.secrets.yaml');
  writeFileSync(secretsPath, stringify(secrets), {mode: 0o600});
  return {path: join(folder, 'acme.yaml'), secretsPath};
}

async function start(args: string[], input = '') {
  const child = spawn(HARNESS, ['connect', ...args]);
  let stdout = '';
  child.stdout.on('data', chunk => {
    stdout += chunk;
  });
  let stderr = '';
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  child.stdin.end(input);
  const finished = once(child, 'close').then(([code]) => ({code: code as number, stdout, stderr}));
  const address = async () => {
    for (;;) {
      const found = /^ {2}(http\S+)$/m.exec(stderr)?.[1];
      if (found) return new URL(found);
      await once(child.stderr, 'data');
    }
  };
  return {finished, address};
}

describe('harness connect', () => {
  test('logs in with code, PKCE and state, and stores the tokens privately', async () => {
    const {path, secretsPath} = writeConnection({secrets: {cohort: {api_key: 'test_1'}}});
    const {finished, address} = await start(
      ['--connection', path, '--port', '0', '--no-browser'],
      'the-secret\n',
    );
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

  test('takes no answer but the one to its own question', async () => {
    const {path} = writeConnection({secrets: {salesforce: {client_secret: 's'}}});
    const {finished, address} = await start(['--connection', path, '--port', '0', '--no-browser']);
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
    const {path, secretsPath} = writeConnection({secrets: {salesforce: {client_secret: 's'}}});
    const {finished, address} = await start(['--connection', path, '--port', '0', '--no-browser']);
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

  test.each([
    [
      'an app that may not refresh',
      {access_token: 'a'},
      /gave no refresh token: let the connected app/,
    ],
  ])('explains %s', async (_, answer, message) => {
    const granted = login.answer;
    login.answer = answer;
    const {path} = writeConnection({secrets: {salesforce: {client_secret: 's'}}});
    const {finished, address} = await start(['--connection', path, '--port', '0', '--no-browser']);
    await fetch(login.agree(await address()));
    login.answer = granted;
    expect((await finished).stderr).toMatch(message);
  });

  test('stores the private key of a JWT login', async () => {
    const {path, secretsPath} = writeConnection({authType: 'JWT'});
    const pem = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n';
    writeFileSync(`${path}.pem`, pem);
    const {finished} = await start(['--connection', path, '--private-key', `${path}.pem`]);
    expect((await finished).code).toBe(0);
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({salesforce: {private_key: pem}});
  });
});

describe('harness connect cohort', () => {
  test.each([
    ['test_abc', /Connected with a test key: only test data/],
    ['live_abc', /Connected with a live key: real customers/],
  ])('stores %s, tells test from live, and does not show it', async (key, message) => {
    const {path, secretsPath} = writeConnection();
    const {finished} = await start(['cohort', '--connection', path], `${key}\n`);
    const {code, stderr} = await finished;
    expect(code).toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(key);
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({cohort: {api_key: key}});
  });

  test('ends with one line of JSON for programs', async () => {
    const {path} = writeConnection();
    const {finished} = await start(['cohort', '--connection', path, '--json'], 'test_abc\n');
    expect(JSON.parse((await finished).stdout)).toMatchObject({status: 'succeeded', errors: []});
  });

  test.each(['', 'secret\n'])('refuses %j', async input => {
    const {path} = writeConnection();
    const {finished} = await start(['cohort', '--connection', path], input);
    expect((await finished).code).toBe(2);
  });
});
