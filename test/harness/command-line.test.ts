import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';

const empty = () => mkdtempSync(join(tmpdir(), 'command-line-'));

test.each([
  [['import', '--connection'], '--connection needs a value'],
  [['import', '--connection='], '--connection needs a value'],
  [['import', '--connection', '--json'], '--connection needs a value'],
  [['check', '--connection', 'a', '--state-dir'], '--state-dir needs a value'],
  [['check', '--connector'], '--connector needs a value'],
  [['init', '--fields'], '--fields needs a value'],
  [['init', '--private-key'], '--private-key needs a value'],
  [['connect', '--port'], '--port needs a value'],
  [['connect', '--port', 'x'], '--port needs a number'],
  [['import', '--heartbeat=long'], '--heartbeat needs a number'],
  [['run', '--logs-dir'], '--logs-dir needs a value'],
  [['check', '--conection', 'a'], 'There is no option --conection (did you mean --connection'],
  [['sync', '--jsn'], 'There is no option --jsn (did you mean --json?)'],
  [['sync', '--nothing-like-it'], 'There is no option --nothing-like-it\n'],
  [['explain'], '--email is missing'],
])('%j ends with 2, says why, and shows no stack trace', async (args, message) => {
  const {code, stderr} = await execute(HARNESS, args, {cwd: empty()});
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^ {4}at /m);
});

test.each([
  'harness',
  'source-salesforce',
  'destination-cohort',
  'source-cohort',
  'destination-salesforce',
  'cohort-webhooks',
  'emulators',
])('%s --version tells the version in any folder', async program => {
  const {code, stdout} = await execute(resolve('bin', program), ['--version'], {cwd: empty()});
  expect([code, stdout]).toEqual([0, '0.1.0\n']);
});

test.each([
  [['import', '--json']],
  [['import', '--json', '--unknown']],
  [['synk', '--json']],
  [['sync', '--json=true', '--connection']],
  [['connect', 'cohort', '--json']],
  [['status', '--json']],
  [['init', '--json', '--port']],
])('%j could not begin, and still ends with a summary', async args => {
  const {code, stdout} = await execute(HARNESS, args, {cwd: empty()});
  expect(code).toBe(2);
  expect(lastLine(stdout)).toMatchObject({
    status: 'failed',
    exit_reason: 'config_error',
    errors: [{connector: 'harness', failure: 'config_error', message: expect.any(String)}],
  });
});

test('connection.yaml of the folder is the connection where none is named', async () => {
  const cwd = empty();
  const {stderr} = await execute(HARNESS, ['check'], {cwd});
  expect(stderr).toContain('there is no file connection.yaml');
  expect(stderr).toContain('init --connection connection.yaml');
  writeFileSync(join(cwd, 'connection.yaml'), 'import: 5\n');
  const found = await execute(HARNESS, ['check'], {cwd});
  expect(found.stderr).toContain('The connection connection.yaml is not valid');
});

test('a login that is missing is named with the command that makes it', async () => {
  const cwd = empty();
  writeFileSync(
    join(cwd, 'acme.yaml'),
    'salesforce: {client_id: a}\ncohort: {}\nimport: {enabled: false}\n',
  );
  const {stderr} = await execute(HARNESS, ['check', '--connection', 'acme.yaml'], {cwd});
  expect(stderr).toContain('connect salesforce --connection acme.yaml');
  expect(stderr).toContain('connect cohort --connection acme.yaml');
});

test('prints a script for completion', async () => {
  const {code, stdout} = await execute(HARNESS, ['completion']);
  expect(code).toBe(0);
  expect(stdout).toContain('_harness_yargs_completions');
});

test.each([
  'source-salesforce',
  'destination-salesforce',
  'source-cohort',
  'destination-cohort',
  'harness',
  'cohort-webhooks',
  'emulators',
])('%s has a version', async name => {
  const {code, stdout} = await execute(resolve('bin', name), ['--version']);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});

test.each(['12.22.0', '18.20.4', '20.19.9'])('Node %s is rejected as too old', async version => {
  const start = JSON.stringify(resolve('bin/start.mjs'));
  const script = `import {start} from ${start}; await start('harness', '${version}');
    process.stdout.write(String(process.exitCode));`;
  const args = [
    '--input-type=module',
    '-e',
    `process.stderr.write = process.stdout.write.bind(process.stdout); ${script} process.exitCode = 0;`,
  ];
  const {stdout} = await execute(process.execPath, args);
  expect(stdout).toContain(`harness needs Node 20.20 or newer; this is Node ${version}.`);
  expect(stdout).toMatch(/1$/);
});
