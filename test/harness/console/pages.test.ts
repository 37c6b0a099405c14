import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import {CONNECTION, ConsoleApp, PATHS} from './console-app.js';

let site: ConsoleApp;
beforeEach(async () => {
  site = await ConsoleApp.open();
});

describe('with a session', () => {
  let cookie: string;
  beforeEach(() => {
    ({cookie} = site.logIn());
  });

  test('every page has headers that forbid inline scripts, framing and storing', async () => {
    for (const path of ['/', '/c/acme/settings', '/no/such/page']) {
      const {headers} = await site.get(path, {cookie});
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('no page contains a secret', async () => {
    for (const path of PATHS.filter(each => !each.endsWith('events'))) {
      expect(await (await site.get(path, {cookie})).text()).not.toMatch(/secret-(refresh|api)/);
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
    expect((await site.get(path, {cookie})).status).toBe(404);
  });

  test('what comes from files and addresses is quoted', async () => {
    const logs = join(site.folder, 'acme.sync', 'logs');
    mkdirSync(logs, {recursive: true});
    writeFileSync(join(logs, 'a.log'), '<script>alert(1)</script>');
    const log = await (await site.get('/c/acme/log?file=a.log', {cookie})).text();
    expect(log).toContain('&lt;script&gt;alert(1)');
    const query = encodeURIComponent('"><img src=x>');
    const rejects = join(site.folder, 'acme.sync', 'rejects');
    mkdirSync(rejects, {recursive: true});
    const reject = {key: '<b>@x', code: '<i>', message: '<u>', record: {}};
    writeFileSync(join(rejects, 'Contact.jsonl'), `${JSON.stringify(reject)}\n`);
    const rejected = await (await site.get(`/c/acme/rejected?code=${query}`, {cookie})).text();
    expect(rejected).not.toMatch(/<(img|b|i|u)[ >]/);
    expect(rejected).toContain('&lt;i&gt;');
  });

  test('the first page of a folder with many connections is small', async () => {
    for (let n = 0; n < 100; n += 1) writeFileSync(join(site.folder, `c${n}.yaml`), CONNECTION);
    const text = await (await site.get('/', {cookie})).text();
    expect(text).toContain('c99');
    expect(text.length).toBeLessThan(100_000);
  });

  test('100,000 rejected records are shown in pages, by reason', async () => {
    const rejects = join(site.folder, 'acme.sync', 'rejects');
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
    const text = await (await site.get('/c/acme/rejected?code=ODD&page=1000', {cookie})).text();
    expect(text).toContain('Page 1000 of 1000');
    expect(text).toContain('p99999@example.com');
    expect(text).not.toContain('p99998@example.com');
    expect(text.length).toBeLessThan(100_000);
  });
});
