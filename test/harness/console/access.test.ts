import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {ConsoleApp, HOST, PATHS} from './console-app.js';

const PASSWORD = 'correct horse battery';

let site: ConsoleApp;
beforeEach(async () => {
  site = await ConsoleApp.open();
});

describe('without a session', () => {
  test.each(PATHS)('%s is not shown', async path => {
    const answer = await site.get(path);
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('acme');
  });

  test.each(['settings', 'sync', 'stop', 'connect', 'key', 'pause'])(
    'nothing is changed by a form to %s',
    async path => {
      expect((await site.post(`/c/acme/${path}`, {csrf: ''})).status).toBe(401);
    },
  );

  test('a guessed cookie or token opens nothing', async () => {
    expect((await site.get('/', {cookie: 'console_session=guess'})).status).toBe(401);
    expect((await site.get('/?token=guess')).status).toBe(401);
    expect(site.sessions.token).toBeDefined();
  });

  test('the token opens one session, in a cookie that scripts and other sites do not get', async () => {
    const path = `/?token=${site.sessions.token}`;
    const answer = await site.get(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^console_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect((await site.get(path)).status).toBe(401);
  });

  test('health is shown to anybody, and to any host name', async () => {
    const answer = await site.get('/healthz', {host: '10.0.0.7:8080'});
    expect(await answer.json()).toEqual({status: 'ok'});
  });
});

describe('of another host name', () => {
  test.each(['evil.example', `${HOST}.evil.example`, '127.0.0.1:9', ''])(
    '%s gets nothing, whatever its cookie',
    async host => {
      const {cookie} = site.logIn();
      const answer = await site.get('/', {host, cookie});
      expect(answer.status).toBe(421);
      expect(await answer.text()).not.toContain('acme');
    },
  );
});

describe('with a password', () => {
  beforeEach(() => {
    site.restart({password: PASSWORD});
  });

  test('the right one opens a session', async () => {
    expect(await (await site.get('/')).text()).toContain('type="password"');
    const answer = await site.post('/log-in', {password: PASSWORD});
    expect(answer.status).toBe(303);
    expect(answer.headers.get('set-cookie')).toContain('HttpOnly');
  });

  test('ten wrong ones lock the log-in for a minute', async () => {
    for (let n = 0; n < 10; n += 1) {
      expect((await site.post('/log-in', {password: `guess ${n}`})).status).toBe(401);
    }
    expect((await site.post('/log-in', {password: PASSWORD})).status).toBe(429);
  });
});

test('a proxy that logs people in is trusted by its header alone', async () => {
  site.restart({proxyHeader: 'x-forwarded-user'});
  expect((await site.get('/')).status).toBe(401);
  const answer = await site.get('/', {'x-forwarded-user': 'alice'});
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
  mkdirSync(join(site.folder, 'acme.sync'));
  writeFileSync(join(site.folder, 'acme.sync', 'runs.jsonl'), `${JSON.stringify(run)}\n`);
  site.restart({metricsToken: 'scrape'});
  expect((await site.get('/metrics')).status).toBe(401);
  expect((await site.get('/metrics', {authorization: 'Bearer wrong'})).status).toBe(401);
  const text = await (await site.get('/metrics', {authorization: 'Bearer scrape'})).text();
  expect(text).toContain('run_success{connection="acme",command="sync"} 1');
});
