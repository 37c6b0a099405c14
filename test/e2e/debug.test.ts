import {join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

const REQUEST = /^(GET|POST|PATCH|PUT|DELETE) [\w.:-]+\/\S* HTTP \d{3} in \d+ ms$/;

test('--debug logs each request of a connector, without queries, secrets and addresses', async () => {
  const emulators = await Emulators.forTest({contacts: 5, users: 5});
  const config = join(emulators.folder, 'source-salesforce.json');
  const program = resolve('bin/source-salesforce');
  const quiet = await execute(program, ['check', '--config', config]);
  expect(quiet.stdout).not.toContain('"DEBUG"');
  const {code, stdout} = await execute(program, ['check', '--config', config, '--debug']);
  expect(code).toBe(0);
  const lines = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as {type: string; log?: {level: string; message: string}})
    .flatMap(({log}) => (log?.level === 'DEBUG' ? [log.message] : []));
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.replace(': HTTP', ' HTTP')).toMatch(REQUEST);
  expect(lines.join()).not.toMatch(/[?@]|SELECT/);
});

test('the harness shows the requests of its connectors with --debug, and only then', async () => {
  const emulators = await Emulators.forTest({contacts: 5, users: 5});
  const args = ['import', '--connection', emulators.connection];
  const {code, stderr} = await execute(HARNESS, [...args, '--debug']);
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^debug: source-salesforce: POST .*\/services\/oauth2\/token: HTTP 200 in \d+ ms$/m,
  );
  expect(stderr).toMatch(/^debug: destination-cohort: /m);
  expect(stderr).not.toContain('@example');
  expect((await execute(HARNESS, args)).stderr).not.toContain('debug: ');
});
