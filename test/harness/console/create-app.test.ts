import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {Sessions} from '../../../harness/console/access/sessions.js';
import {Checks} from '../../../harness/console/connections/checks.js';
import {FolderConnections} from '../../../harness/console/connections/folder-connections.js';
import {Logins} from '../../../harness/console/connections/logins.js';
import {createApp} from '../../../harness/console/create-app.js';
import {Runs} from '../../../harness/console/runs/runs.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const HOST = '127.0.0.1:8080';
const CONNECTION = `# Kept
salesforce: {login_url: 'https://acme.my.salesforce.com', client_id: key}
cohort: {}
import:
  enabled: true
  object: Contact
  email_field: Email
  users: all
  fields:
    FirstName: firstName # the first name
`;

let folder: string;
let sessions: Sessions;
let app: ReturnType<typeof createApp>;

beforeEach(async () => {
  folder = await temporaryFolder();
  writeFileSync(join(folder, 'acme.yaml'), CONNECTION);
  writeFileSync(
    join(folder, 'acme.secrets.yaml'),
    'salesforce: {refresh_token: secret-refresh-token}\ncohort: {api_key: test_secret-api-key}\n',
    {mode: 0o600},
  );
  sessions = new Sessions();
  app = appWith({});
});

function appWith({
  proxyHeader,
  metricsToken,
  runs = new Runs({file: '/no/such/program', args: []}),
}: {
  proxyHeader?: string;
  metricsToken?: string;
  runs?: Runs;
}): ReturnType<typeof createApp> {
  const parts = {
    connections: new FolderConnections(folder),
    runs,
    logins: new Logins(0),
    checks: new Checks(runs),
  };
  const access = {sessions, hosts: new Set([HOST]), proxyHeader};
  return createApp(parts, {access, metricsToken});
}

function open() {
  const session = sessions.openByToken(sessions.token ?? '');
  if (!session) throw new Error('The token was used already.');
  return session;
}

function get(path: string, headers: Record<string, string> = {}) {
  return app.request(`http://${HOST}${path}`, {headers: {host: HOST, ...headers}});
}

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(fields).toString();
  return app.request(`http://${HOST}${path}`, {
    method: 'POST',
    body,
    headers: {
      host: HOST,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
      ...headers,
    },
  });
}

const PATHS = [
  '/',
  ...[
    'settings',
    'plan',
    'run',
    'history',
    'rejected',
    'person',
    'events',
    'log',
    'login-state',
  ].map(path => `/c/acme/${path}`),
];

describe('without a session', () => {
  test.each(PATHS)('%s is not shown', async path => {
    const answer = await get(path);
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('acme');
  });

  test.each(['settings', 'sync', 'stop', 'connect', 'key', 'pause'])(
    'nothing is changed by a form to %s',
    async path => {
      expect((await post(`/c/acme/${path}`, {csrf: ''})).status).toBe(401);
    },
  );

  test('a guessed cookie or token opens nothing', async () => {
    expect((await get('/', {cookie: 'console_session=guess'})).status).toBe(401);
    expect((await get('/?token=guess')).status).toBe(401);
    expect(sessions.token).toBeDefined();
  });

  test('the token opens one session, in a cookie that scripts and other sites do not get', async () => {
    const path = `/?token=${sessions.token}`;
    const answer = await get(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^console_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect((await get(path)).status).toBe(401);
  });

  test('health is shown to anybody, and to any host name', async () => {
    const answer = await app.request('/healthz', {headers: {host: '10.0.0.7:8080'}});
    expect(await answer.json()).toEqual({status: 'ok'});
  });
});

describe('of another host name', () => {
  test.each(['evil.example', `${HOST}.evil.example`, '127.0.0.1:9', ''])(
    '%s gets nothing, whatever its cookie',
    async host => {
      const {id} = open();
      const answer = await get('/', {host, cookie: `console_session=${id}`});
      expect(answer.status).toBe(421);
      expect(await answer.text()).not.toContain('acme');
    },
  );
});

describe('with a session', () => {
  let cookie: string;
  let csrf: string;
  beforeEach(() => {
    const session = open();
    cookie = `console_session=${session.id}`;
    csrf = session.csrf;
  });

  test.each(['', 'wrong'])('a form with the CSRF token "%s" is refused', async token => {
    expect((await post('/c/acme/pause', {csrf: token}, {cookie})).status).toBe(403);
  });

  test('a form of another origin is refused, even with the right CSRF token', async () => {
    const headers = {cookie, origin: 'https://evil.example'};
    expect((await post('/c/acme/pause', {csrf}, headers)).status).toBe(403);
    expect((await post('/c/acme/pause', {csrf}, {cookie, origin: 'null'})).status).toBe(403);
    expect((await post('/c/acme/pause', {csrf}, {cookie, origin: `http://${HOST}`})).status).toBe(
      303,
    );
  });

  test('a form that is too large is refused before it is read', async () => {
    const headers = {cookie, 'content-length': '2000000'};
    expect((await post('/c/acme/pause', {csrf}, headers)).status).toBe(413);
  });

  test('every page has headers that forbid inline scripts, framing and storing', async () => {
    for (const path of ['/', '/c/acme/settings', '/no/such/page']) {
      const {headers} = await get(path, {cookie});
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('no page contains a secret', async () => {
    for (const path of PATHS.filter(each => !each.endsWith('events'))) {
      expect(await (await get(path, {cookie})).text()).not.toMatch(/secret-(refresh|api)/);
    }
  });

  test.each([
    '/c/acme.secrets/settings',
    '/c/..%2Facme/settings',
    '/c/acme/log?file=..%2F..%2Facme.secrets.yaml',
    '/c/acme/log?file=%2Fetc%2Fpasswd',
    '/c/acme/log?file=none.log',
    '/c/nobody/settings',
  ])('%s is not found', async path => {
    expect((await get(path, {cookie})).status).toBe(404);
  });

  test('what comes from files and addresses is quoted', async () => {
    const logs = join(folder, 'acme.sync', 'logs');
    mkdirSync(logs, {recursive: true});
    writeFileSync(join(logs, 'a.log'), '<script>alert(1)</script>');
    const log = await (await get('/c/acme/log?file=a.log', {cookie})).text();
    expect(log).toContain('&lt;script&gt;alert(1)');
    const query = encodeURIComponent('"><img src=x>');
    const rejects = join(folder, 'acme.sync', 'rejects');
    mkdirSync(rejects, {recursive: true});
    const reject = {key: '<b>@x', code: '<i>', message: '<u>', record: {}};
    writeFileSync(join(rejects, 'Contact.jsonl'), `${JSON.stringify(reject)}\n`);
    const rejected = await (await get(`/c/acme/rejected?code=${query}`, {cookie})).text();
    expect(rejected).not.toMatch(/<(img|b|i|u)[ >]/);
    expect(rejected).toContain('&lt;i&gt;');
  });

  test('a connection is added, and its name cannot leave the folder', async () => {
    const fields = {csrf, client_id: 'key', login_url: '', api_url: ''};
    const added = await post('/connections', {...fields, name: 'second'}, {cookie});
    expect([added.status, added.headers.get('location')]).toEqual([303, '/c/second/settings']);
    expect((await get('/c/second/settings', {cookie})).status).toBe(200);
    for (const name of ['../third', 'acme', 'a/b', '.hidden', '']) {
      expect((await post('/connections', {...fields, name}, {cookie})).status).toBe(400);
    }
  });

  test('the first page of a folder with many connections is small', async () => {
    for (let n = 0; n < 100; n += 1) writeFileSync(join(folder, `c${n}.yaml`), CONNECTION);
    const text = await (await get('/', {cookie})).text();
    expect(text).toContain('c99');
    expect(text.length).toBeLessThan(100_000);
  });

  test('100,000 rejected records are shown in pages, by reason', async () => {
    const rejects = join(folder, 'acme.sync', 'rejects');
    mkdirSync(rejects, {recursive: true});
    const lines = Array.from({length: 100_000}, (_, n) =>
      JSON.stringify({
        key: `p${n}@example.com`,
        code: n % 2 ? 'ODD' : 'EVEN',
        message: '',
        record: {},
      }),
    );
    writeFileSync(join(rejects, 'Contact.jsonl'), `${lines.join('\n')}\n`);
    const text = await (await get('/c/acme/rejected?code=ODD&page=1000', {cookie})).text();
    expect(text).toContain('Page 1000 of 1000');
    expect(text).toContain('p99999@example.com');
    expect(text).not.toContain('p99998@example.com');
    expect(text.length).toBeLessThan(100_000);
  });
});

describe('with a password', () => {
  beforeEach(() => {
    sessions = new Sessions({password: 'correct horse battery'});
    app = appWith({});
  });

  test('the right one opens a session', async () => {
    expect(await (await get('/')).text()).toContain('type="password"');
    const answer = await post('/log-in', {password: 'correct horse battery'});
    expect(answer.status).toBe(303);
    expect(answer.headers.get('set-cookie')).toContain('HttpOnly');
  });

  test('ten wrong ones lock the log-in for a minute', async () => {
    for (let n = 0; n < 10; n += 1) {
      expect((await post('/log-in', {password: `guess ${n}`})).status).toBe(401);
    }
    expect((await post('/log-in', {password: 'correct horse battery'})).status).toBe(429);
  });
});

test('of two people at once, neither can use the forms of the other, undo a change unseen, or start a run twice', async () => {
  sessions = new Sessions({password: 'correct horse battery'});
  const runs = new Runs({file: process.execPath, args: ['-e', 'process.stdin.resume()']});
  app = appWith({runs});
  const people = await Promise.all(
    ['ann', 'ben'].map(async () => {
      const answer = await post('/log-in', {password: 'correct horse battery'});
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const page = await (await get('/c/acme/settings', {cookie})).text();
      const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
      return {cookie, csrf: hidden('csrf') ?? '', version: hidden('version') ?? ''};
    }),
  );
  const [ann, ben] = people;
  if (!ann || !ben) throw new Error('There are not two people.');
  expect(ann.csrf).not.toBe(ben.csrf);
  const stolen = await post('/c/acme/pause', {csrf: ann.csrf}, {cookie: ben.cookie});
  expect(stolen.status).toBe(403);
  const save = ({cookie, csrf, version}: typeof ann, schedule: string) => {
    const kept = {object: 'Contact', email_field: 'Email', import_users: 'all'};
    const fields = {csrf, version, import_enabled: 'on', schedule, ...kept};
    return post('/c/acme/settings', fields, {cookie});
  };
  const saved = await Promise.all([save(ann, 'every 15m'), save(ben, 'every 30m')]);
  expect(saved.map(({status}) => status).sort()).toEqual([200, 400]);
  const refused = saved.find(({status}) => status === 400);
  expect(await refused?.text()).toContain('has changed this connection since you opened the page');
  const started = await Promise.all(
    people.map(({cookie, csrf}) => post('/c/acme/sync', {csrf}, {cookie})),
  );
  expect(started.map(({status}) => status).sort()).toEqual([303, 409]);
  await runs.close();
});

test('a proxy that logs people in is trusted by its header alone', async () => {
  app = appWith({proxyHeader: 'x-forwarded-user'});
  expect((await get('/')).status).toBe(401);
  const answer = await get('/', {'x-forwarded-user': 'alice'});
  expect(answer.status).toBe(200);
  expect(answer.headers.get('set-cookie')).toContain('console_session=');
});

test('metrics need their token and show the last run of each connection', async () => {
  const run = {
    command: 'sync',
    started: '2026-05-01T00:00:00.000Z',
    status: 'succeeded',
    exit_reason: 'completed',
    seconds: 2,
    streams: [],
    api_calls: {},
    errors: [],
  };
  mkdirSync(join(folder, 'acme.sync'));
  writeFileSync(join(folder, 'acme.sync', 'runs.jsonl'), `${JSON.stringify(run)}\n`);
  app = appWith({metricsToken: 'scrape'});
  expect((await get('/metrics')).status).toBe(401);
  expect((await get('/metrics', {authorization: 'Bearer wrong'})).status).toBe(401);
  const text = await (await get('/metrics', {authorization: 'Bearer scrape'})).text();
  expect(text).toContain('run_success{connection="acme",command="sync"} 1');
});
