import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';
import {entriesOf} from './log-entries.js';

const JSON_LOG = ['--log-format', 'json'];

test.each([
  [['synk', ...JSON_LOG], 'Did you mean sync?'],
  [['import', '--log-format=json', '--connection'], '--connection needs a value'],
  [['check', ...JSON_LOG, '--connection', 'none.yaml'], 'there is no file none.yaml'],
  [['status', ...JSON_LOG], 'there is no file connection.yaml'],
  [['changes', ...JSON_LOG], 'there is no file connection.yaml'],
  [
    ['run', ...JSON_LOG, '--state', 'x'],
    '--source, --source-config, --destination, --destination-config, --catalog are missing',
  ],
  [['serve', ...JSON_LOG, '--connections', 'none', '--no-browser'], 'there is no folder none'],
  [['init', ...JSON_LOG], 'there is no terminal to ask on'],
])('%j says why it failed in JSON, and nothing else', async (args, message) => {
  const cwd = mkdtempSync(join(tmpdir(), 'log-format-'));
  const {code, stderr} = await execute(HARNESS, args, {cwd});
  expect(code).toBe(2);
  const entries = entriesOf(stderr);
  expect(entries.find(({level}) => level === 'error')?.message).toContain(message);
});

test('an answer that is wanted is asked for in JSON', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'log-format-'));
  const connection = 'salesforce: {client_id: a}\ncohort: {}\nimport: {enabled: false}\n';
  writeFileSync(join(cwd, 'acme.yaml'), connection);
  const argv = ['connect', 'cohort', '--connection', 'acme.yaml', ...JSON_LOG];
  const {stderr} = await execute(HARNESS, argv, {cwd, input: 'wrong\n'});
  const [question, error] = entriesOf(stderr);
  expect(question?.message).toContain('Cohort API key');
  expect(error).toMatchObject({level: 'error', connection: 'acme.yaml'});
});

test('each line of a sync is an entry, whose last has the summary; stdout is as without', async () => {
  const emulators = await Emulators.forTest({contacts: 12, users: 4});
  const argv = ['sync', '--connection', emulators.connection, ...JSON_LOG, '--debug'];
  const {code, stdout, stderr} = await execute(HARNESS, argv);
  expect(code).toBe(0);
  expect(stdout).toContain('Done in');
  const entries = entriesOf(stderr);
  expect(new Set(entries.map(({connection}) => connection))).toEqual(new Set(['connection.yaml']));
  const debug = entries.filter(({level}) => level === 'debug');
  expect(debug.map(({direction}) => direction)).toContain('import');
  expect(debug.map(({direction}) => direction)).toContain('export');
  expect(debug.map(({fields}) => fields?.connector)).toContain('source-salesforce');
  expect(entries.map(({message}) => message)).toContain(
    'import: salesforce Contact -> cohort users',
  );
  expect(entries.at(-1)).toMatchObject({
    level: 'info',
    message: expect.stringContaining('Done in'),
    fields: {
      status: 'succeeded',
      streams: expect.arrayContaining([expect.objectContaining({direction: 'export'})]),
    },
  });
});

test('a run that fails tells each error with its connector; quiet leaves only these', async () => {
  const emulators = await Emulators.forTest({contacts: 3});
  const secrets = join(emulators.folder, 'connection.secrets.yaml');
  const text = readFileSync(secrets, 'utf8');
  writeFileSync(secrets, text.replace(/api_key: .*/, 'api_key: test_of_nobody'));
  const argv = [...emulators.arguments('import'), ...JSON_LOG, '--quiet'];
  const {code, stdout, stderr} = await execute(HARNESS, argv);
  expect(code).toBe(2);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  const entries = entriesOf(stderr);
  expect(entries[0]).toMatchObject({
    level: 'error',
    fields: {connector: 'destination-cohort', failure: 'config_error'},
  });
  expect(entries.at(-1)).toMatchObject({level: 'error', fields: {exit_reason: 'config_error'}});
  expect(stderr).not.toContain('test_of_nobody');
});
