import {beforeEach, describe, expect, test} from 'vitest';
import {Runs} from '../../../harness/console/runs/runs.js';
import {ConsoleApp, HOST} from './console-app.js';

const PASSWORD = 'correct horse battery';

let site: ConsoleApp;
beforeEach(async () => {
  site = await ConsoleApp.open();
});

describe('with a session', () => {
  let cookie: string;
  let csrf: string;
  beforeEach(() => {
    ({cookie, csrf} = site.logIn());
  });

  test.each(['', 'wrong'])('a form with the CSRF token "%s" is refused', async token => {
    expect((await site.post('/c/acme/pause', {csrf: token}, {cookie})).status).toBe(403);
  });

  test('a form of another origin is refused, even with the right CSRF token', async () => {
    const headers = {cookie, origin: 'https://evil.example'};
    expect((await site.post('/c/acme/pause', {csrf}, headers)).status).toBe(403);
    expect((await site.post('/c/acme/pause', {csrf}, {cookie, origin: 'null'})).status).toBe(403);
    expect(
      (await site.post('/c/acme/pause', {csrf}, {cookie, origin: `http://${HOST}`})).status,
    ).toBe(303);
  });

  test('a form that is too large is refused before it is read', async () => {
    const headers = {cookie, 'content-length': '2000000'};
    expect((await site.post('/c/acme/pause', {csrf}, headers)).status).toBe(413);
  });

  test('a connection is added, and its name cannot leave the folder', async () => {
    const fields = {csrf, client_id: 'key', login_url: '', api_url: ''};
    const added = await site.post('/connections', {...fields, name: 'second'}, {cookie});
    expect([added.status, added.headers.get('location')]).toEqual([303, '/c/second/settings']);
    const settings = await (await site.get('/c/second/settings', {cookie})).text();
    expect(settings).toContain('&quot;refresh_token&quot; is missing');
    expect(settings).not.toContain('found null');
    for (const name of ['../third', 'acme', 'a/b', '.hidden', '']) {
      expect((await site.post('/connections', {...fields, name}, {cookie})).status).toBe(400);
    }
  });
});

test('of two people at once, neither can use the forms of the other, undo a change unseen, or start a run twice', async () => {
  const runs = new Runs({file: process.execPath, args: ['-e', 'process.stdin.resume()']});
  site.restart({password: PASSWORD, runs});
  const people = await Promise.all(
    ['ann', 'ben'].map(async () => {
      const answer = await site.post('/log-in', {password: PASSWORD});
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const page = await (await site.get('/c/acme/settings', {cookie})).text();
      const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
      return {cookie, csrf: hidden('csrf') ?? '', version: hidden('version') ?? ''};
    }),
  );
  const [ann, ben] = people;
  if (!ann || !ben) throw new Error('There are not two people.');
  expect(ann.csrf).not.toBe(ben.csrf);
  const stolen = await site.post('/c/acme/pause', {csrf: ann.csrf}, {cookie: ben.cookie});
  expect(stolen.status).toBe(403);
  const save = ({cookie, csrf, version}: typeof ann, schedule: string) => {
    const kept = {object: 'Contact', email_field: 'Email', import_users: 'all'};
    const fields = {csrf, version, import_enabled: 'on', schedule, ...kept};
    return site.post('/c/acme/settings', fields, {cookie});
  };
  const saved = await Promise.all([save(ann, 'every 15m'), save(ben, 'every 30m')]);
  expect(saved.map(({status}) => status).sort()).toEqual([200, 400]);
  const refused = saved.find(({status}) => status === 400);
  expect(await refused?.text()).toContain('has changed this connection since you opened the page');
  const started = await Promise.all(
    people.map(({cookie, csrf}) => site.post('/c/acme/sync', {csrf}, {cookie})),
  );
  expect(started.map(({status}) => status).sort()).toEqual([303, 409]);
  await runs.close();
});
