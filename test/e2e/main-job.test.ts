import {spawn} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {runBin} from '../fixtures/run-bin.js';
import {builtProgram} from '../fixtures/run-program.js';

test('the quick start agrees with itself', async () => {
  const {code, stdout} = await runBin(builtProgram('test/quick-start/main.js'), [
    '--contacts',
    '150',
    '--users',
    '60',
  ]);
  expect(stdout).toMatch(/All \d+ checks agree/);
  expect(code).toBe(0);
});

test('a second import writes nothing and costs at most 10 Salesforce calls', async () => {
  const emulators = await Emulators.forTest({contacts: 2000});
  const first = await emulators.complete('import');
  // Deleted contacts are read too: their links end.
  expect(first.streams).toMatchObject([{read: 2000, updated: expect.any(Number)}]);
  await emulators.forget();
  const second = await emulators.complete('import');
  expect(second.streams).toMatchObject([{created: 0, updated: 0}]);
  const {salesforce, cohort} = await emulators.stats();
  expect(cohort.routes['POST /v1/users/batch']).toBeUndefined();
  expect(salesforce.requests).toBeLessThanOrEqual(10);
  expect(second.api_calls.salesforce).toBeLessThanOrEqual(10);
});

test('export without import is refused before anything runs', async () => {
  const emulators = await Emulators.forTest({contacts: 10});
  const text = await readFile(emulators.connection, 'utf8');
  const [head, tail] = text.split('import:\n  enabled: true');
  await writeFile(emulators.connection, `${head}import:\n  enabled: false${tail}`);
  for (const command of ['import', 'export', 'sync', 'check']) {
    const {code, stdout, stderr} = await runBin('harness', [
      command,
      '--connection',
      emulators.connection,
    ]);
    expect(code).toBe(2);
    expect(stdout + stderr).toMatch(/export.*only.*import/is);
  }
  expect((await emulators.stats()).salesforce.requests).toBe(0);
});

test('a pipe of the two programs needs nothing but their files', async () => {
  const emulators = await Emulators.forTest({contacts: 300});
  const catalog = await runBin('harness', [
    'import',
    '--print-catalog',
    '--connection',
    emulators.connection,
  ]);
  const catalogFile = join(emulators.folder, 'catalog.json');
  await writeFile(catalogFile, catalog.stdout);
  const config = (name: string) => join(emulators.folder, `${name}.json`);
  const bin = (name: string) => new URL(`../../bin/${name}`, import.meta.url).pathname;
  const line = [
    `${bin('source-salesforce')} read --config ${config('source-salesforce')} --catalog ${catalogFile}`,
    `${bin('destination-cohort')} write --config ${config('destination-cohort')} --catalog ${catalogFile}`,
  ].join(' | ');
  const shell = spawn('bash', ['-c', `set -o pipefail; ${line}`], {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  expect(await new Promise(resolve => shell.on('close', resolve))).toBe(0);
  expect((await emulators.cohortUsers()).length).toBeGreaterThan(250);
});

test('check refuses a property of another type and a field that does not exist, and says what to do', async () => {
  const emulators = await Emulators.forTest({contacts: 10});
  const text = await readFile(emulators.connection, 'utf8');
  const broken = text
    .replace('    Birthdate: birthday\n', '    FirstNam: first\n')
    .replace('Newsletter__c: newsletter', 'Newsletter__c: birthday');
  const argv = ['check', '--connection', emulators.connection];
  await writeFile(emulators.connection, broken);
  const missing = await runBin('harness', argv);
  expect(missing.stdout + missing.stderr).toContain('no field FirstNam (did you mean FirstName');
  await writeFile(emulators.connection, broken.replace('    FirstNam: first\n', ''));
  const conflict = await runBin('harness', argv);
  expect(conflict.stdout + conflict.stderr).toMatch(
    /birthday.*date.*boolean|birthday.*boolean.*date/s,
  );
  expect([missing.code, conflict.code]).toEqual([2, 2]);
});
