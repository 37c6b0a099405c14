import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {runProgram} from '../fixtures/run-program.js';
import {SecretScanner} from '../fixtures/secrets/secret-scanner.js';
import {takeLeaks} from '../fixtures/secrets/watch-children.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

const SECRET = 'pa"ss/wörd+&=\n0123456789';
const TOKEN = `00D5e000001l5mq!${'AQxeZob.kcobcas'.repeat(4)}`;

const CONNECTORS = [
  'source-salesforce',
  'destination-salesforce',
  'source-cohort',
  'destination-cohort',
];

function secretNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, nested]) =>
    nested?.airbyte_secret ? [name] : secretNames(nested),
  );
}

describe('the scanner that looks at all output of all tests finds a secret', () => {
  test.each([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify({a: SECRET})],
    ['in JSON in JSON', JSON.stringify({a: JSON.stringify({b: SECRET})})],
    ['in a URL', `/?a=${encodeURIComponent(SECRET)}`],
    ['in a form', new URLSearchParams({a: SECRET}).toString()],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 after one character', Buffer.from(`u${SECRET}`).toString('base64')],
    ['in base64 after two and before some', Buffer.from(`u:${SECRET} and`).toString('base64')],
    ['in base64url', Buffer.from(`us:${SECRET}.`).toString('base64url')],
    ['of which one line shows', `wörd+&=\n0123456789`.replace(/^/, 'pa"ss/')],
  ])('%s', (_, text) => {
    const scanner = new SecretScanner();
    scanner.learn({credentials: [{client_secret: SECRET}]});
    expect(scanner.find(`before ${text} after`)).toEqual(['client_secret']);
  });

  test.each(CONNECTORS)('under every name that %s keeps secret', async connector => {
    const {stdout} = await runProgram(`programs/${connector}/main.mjs`, ['spec']);
    const names = secretNames(JSON.parse(stdout));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const scanner = new SecretScanner();
      const inAddress = `postgresql://u:${encodeURIComponent(SECRET)}@localhost/db`;
      scanner.learn({[name]: name === 'url' ? inAddress : SECRET});
      expect(scanner.find(SECRET)).toEqual([name]);
    }
  });

  test('and none where there is none', () => {
    const scanner = new SecretScanner();
    scanner.learn({client_secret: SECRET, client_id: 'public-client-id'});
    expect(scanner.find('public-client-id 0123456 **********')).toEqual([]);
  });
});

/** Runs a program that says these lines, started like a connector. */
async function say(lines: readonly string[], where: 'stdout' | 'stderr' = 'stdout') {
  const config = join(await temporaryFolder(), 'config.json');
  await writeFile(config, JSON.stringify({refresh_token: SECRET}));
  const script = `for (const line of ${JSON.stringify(lines)}) process.${where}.write(line + '\\n')`;
  const child = spawn(process.execPath, ['-e', script, 'read', '--config', config]);
  child.stdout.resume();
  child.stderr.resume();
  await once(child, 'close');
  return takeLeaks().map(leak => leak.replace(/ of .*/s, ''));
}

describe('a program that tells its secret', () => {
  test('on stdout or stderr is found out', async () => {
    const log = JSON.stringify({type: 'LOG', log: {message: `with ${SECRET}`}});
    expect(await say([log])).toEqual(['refresh_token on stdout']);
    expect(await say([log], 'stderr')).toEqual(['refresh_token on stderr']);
  });

  test('may do so in a CONTROL message, which hands a renewed login on', async () => {
    const control = {
      type: 'CONTROL',
      control: {connectorConfig: {config: {refresh_token: SECRET}}},
    };
    expect(await say([JSON.stringify(control)])).toEqual([]);
    expect(await say([JSON.stringify({...control, token: TOKEN})])).toEqual([
      'access_token on stdout',
    ]);
  });

  test('is found out by its logs as well', async () => {
    const folder = await temporaryFolder();
    const connection = join(folder, 'acme.yaml');
    await writeFile(join(folder, 'acme.secrets.yaml'), 'cohort: {api_key: live_0123456789}');
    await writeFile(connection, 'cohort: {}');
    await mkdir(join(folder, 'acme.sync', 'logs'), {recursive: true});
    await writeFile(join(folder, 'acme.sync', 'logs', 'a.log'), 'key live_0123456789');
    const child = spawn(process.execPath, ['-e', '', 'sync', '--connection', connection]);
    await once(child, 'close');
    expect(takeLeaks()).toEqual([expect.stringMatching(/^api_key on logs\/a\.log/)]);
  });

  test('tells nobody who does not know its secret anything', async () => {
    expect(await say(['{"type":"LOG","log":{"message":"all is well"}}'])).toEqual([]);
  });
});

test('tests start programs by spawn, which is what is watched', () => {
  // It asks docker for names and sizes.
  const others = new Set(['containers/images.test.ts', 'fixtures/secrets/watch-children.ts']);
  const files = readdirSync('test', {recursive: true}).map(String);
  const starting = files.flatMap(name => {
    if (!name.endsWith('.ts') || others.has(name)) return [];
    const text = readFileSync(`test/${name}`, 'utf8');
    const found = /import (.*) from '(?:node:)?(?:child_process|worker_threads)'/.exec(text);
    return found ? [[name, found[1]?.replace(/type \w+, /, '')]] : [];
  });
  expect(starting.length).toBeGreaterThan(5);
  expect(starting.filter(([, names]) => names !== '{spawn}')).toEqual([]);
});
