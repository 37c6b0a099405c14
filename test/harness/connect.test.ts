import {spawn} from 'node:child_process';
import {createHash, generateKeyPairSync} from 'node:crypto';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
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

const NUMBERS = resolve('test/fixtures/connectors/numbers-source.mjs');
/** Programs that accept any login, unless they are told to refuse it. */
const TESTED = ['salesforce', 'cohort'].flatMap(system => [
  '--connector',
  `source-${system}=${NUMBERS}`,
]);
const {privateKey: PEM} = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: {type: 'spki', format: 'pem'},
  privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
});

function refuses(message: string): NodeJS.ProcessEnv {
  const checks = {status: 'FAILED', message};
  return {NUMBERS_SOURCE: JSON.stringify({checks})};
}

async function start(args: string[], input = '', env: NodeJS.ProcessEnv = {}) {
  const child = spawn(HARNESS, ['connect', ...args], {env: {...process.env, ...env}});
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
  return {finished, address, child};
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

  test('logs in with an app that is a public client, without a secret', async () => {
    const {path, secretsPath} = writeConnection();
    const {finished, address} = await start(
      ['--connection', path, '--port', '0', '--no-browser'],
      '\n',
    );
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
      /gave no refresh token: let the External Client App/,
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

  test('stores the private key of a JWT login that works', async () => {
    const {path, secretsPath} = writeConnection({authType: 'JWT'});
    writeFileSync(`${path}.pem`, PEM);
    const args = ['--connection', path, '--private-key', `${path}.pem`, ...TESTED];
    const {finished} = await start(args);
    expect((await finished).code).toBe(0);
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({salesforce: {private_key: PEM}});
  });

  test('keeps the private key that is there when Salesforce refuses the new one', async () => {
    const secrets = {salesforce: {private_key: 'works'}};
    const {path, secretsPath} = writeConnection({authType: 'JWT', secrets});
    writeFileSync(`${path}.pem`, PEM);
    const args = ['--connection', path, '--private-key', `${path}.pem`, ...TESTED];
    const {finished} = await start(args, '', refuses('user hasn’t approved this consumer'));
    const {code, stderr} = await finished;
    expect(code).toBe(2);
    expect(stderr).toContain('user hasn’t approved this consumer');
    expect(stderr).toContain(`What ${secretsPath} has already is unchanged.`);
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual(secrets);
  });

  test.each(['abc', '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n'])(
    'refuses a file that holds no key: %j',
    async text => {
      const {path, secretsPath} = writeConnection({authType: 'JWT'});
      writeFileSync(`${path}.pem`, text);
      const args = ['--connection', path, '--private-key', `${path}.pem`, ...TESTED];
      const {code, stderr} = await (await start(args)).finished;
      expect(code).toBe(2);
      expect(stderr).toContain(`${path}.pem holds no PEM private key`);
      expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({});
    },
  );

  test('ends at Ctrl-C with nothing stored and nothing left behind', async () => {
    const {path, secretsPath} = writeConnection({secrets: {salesforce: {client_secret: 's'}}});
    const {finished, address, child} = await start([
      '--connection',
      path,
      '--port',
      '0',
      '--no-browser',
      '--json',
    ]);
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

describe('harness connect cohort', () => {
  test.each([
    ['test_abc', /Connected with a test key: only test data/],
    ['live_abc', /Connected with a live key: real customers/],
  ])('stores %s, tells test from live, and does not show it', async (key, message) => {
    const {path, secretsPath} = writeConnection();
    const {finished} = await start(['cohort', '--connection', path, ...TESTED], `${key}\n`);
    const {code, stderr} = await finished;
    expect(code).toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(key);
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual({cohort: {api_key: key}});
    expect(readdirSync(join(path, '..', 'acme.sync'))).toEqual([]);
  });

  test('ends with one line of JSON for programs', async () => {
    const {path} = writeConnection();
    const args = ['cohort', '--connection', path, '--json', ...TESTED];
    const {finished} = await start(args, 'test_abc\n');
    expect(JSON.parse((await finished).stdout)).toMatchObject({status: 'succeeded', errors: []});
  });

  test('keeps the key that is there when Cohort refuses the new one', async () => {
    const secrets = {cohort: {api_key: 'test_works'}};
    const {path, secretsPath} = writeConnection({secrets});
    const env = refuses('Cohort does not know the key test_wrong.');
    const args = ['cohort', '--connection', path, ...TESTED];
    const {code, stderr} = await (await start(args, 'test_wrong\n', env)).finished;
    expect(code).toBe(2);
    expect(stderr).toContain('Cohort does not know the key **********.');
    expect(parse(readFileSync(secretsPath, 'utf8'))).toEqual(secrets);
  });

  test('stores a key that cannot be tested now only where it replaces none', async () => {
    const env = {NUMBERS_SOURCE: JSON.stringify({checkError: 'Cohort cannot be reached.'})};
    for (const [secrets, code] of [
      [{}, 0],
      [{cohort: {api_key: 'test_old'}}, 1],
    ] as const) {
      const {path, secretsPath} = writeConnection({secrets});
      const {finished} = await start(
        ['cohort', '--connection', path, ...TESTED],
        'test_new\n',
        env,
      );
      const ended = await finished;
      expect(ended.code).toBe(code);
      expect(ended.stderr).toContain('Cohort cannot be reached.');
      const {api_key} = parse(readFileSync(secretsPath, 'utf8')).cohort;
      expect(api_key).toBe(code === 0 ? 'test_new' : 'test_old');
    }
  });

  test.each(['', 'secret\n'])('refuses %j', async input => {
    const {path} = writeConnection();
    const {finished} = await start(['cohort', '--connection', path], input);
    expect((await finished).code).toBe(2);
  });
});
