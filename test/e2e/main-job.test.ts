import {spawn} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {runBin} from '../fixtures/run-bin.js';
import {builtProgram} from '../fixtures/run-program.js';

test('the quick start agrees with itself', async () => {
  const {code, stdout} = await runBin(builtProgram('test/quick-start/main.js'), [
    '--contacts',
    '400',
  ]);
  expect(stdout).toMatch(/All \d+ checks agree/);
  expect(code).toBe(0);
});

test('the quick start over a table of PostgreSQL agrees with itself, and pulls only what changed', async () => {
  const argv = ['--channel', 'postgresql', '--contacts', '400'];
  const {code, stdout} = await runBin(builtProgram('test/quick-start/main.js'), argv);
  expect(stdout).toMatch(/All \d+ checks agree/);
  expect(stdout).toContain('the pull of changes: 7 rows, 2 users created, 5 updated');
  expect(code).toBe(0);
});

test('a second import writes nothing and costs at most 10 Salesforce calls', async () => {
  const emulators = await Emulators.forTest({contacts: 10000});
  const first = await emulators.complete('import');
  // Deleted contacts are read too: their links end.
  expect(first.streams).toMatchObject([{read: 10_000, updated: expect.any(Number)}]);
  await emulators.forget();
  const second = await emulators.complete('import');
  expect(second.streams).toMatchObject([{created: 0, updated: 0}]);
  const {salesforce, cohort} = await emulators.stats();
  expect(cohort.routes['POST /v1/users/batch']).toBeUndefined();
  expect(salesforce.requests).toBeLessThanOrEqual(10);
  expect(second.api_calls.salesforce).toBeLessThanOrEqual(10);
});

test('the same import by hand gives the same users', async () => {
  const people = {contacts: 600, users: 100};
  const [withHarness, byHand] = await Promise.all([
    Emulators.forTest(people),
    Emulators.forTest(people),
  ]);
  await withHarness.complete('import');
  const catalog = await runBin('harness', [
    'import',
    '--print-catalog',
    '--connection',
    byHand.connection,
  ]);
  const catalogFile = join(byHand.folder, 'catalog.json');
  await writeFile(catalogFile, catalog.stdout);
  const source = await runBin('source-salesforce', [
    'read',
    '--config',
    join(byHand.folder, 'source-salesforce.json'),
    '--catalog',
    catalogFile,
  ]);
  expect(source.code).toBe(0);
  const config = join(byHand.folder, 'destination-cohort.json');
  await linkByHand(config, byHand);
  const destination = await runBin(
    'destination-cohort',
    ['write', '--config', config, '--catalog', catalogFile],
    source.stdout,
  );
  expect(destination.code).toBe(0);
  expect(await byHand.cohortUsers()).toEqual(await withHarness.cohortUsers());
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

test('existing only creates nobody, in either direction', async () => {
  const emulators = await Emulators.forTest({contacts: 200, users: 40});
  const text = await readFile(emulators.connection, 'utf8');
  await writeFile(emulators.connection, text.replaceAll('users: all', 'users: existing'));
  const before = await emulators.cohortUsers();
  const {streams} = await emulators.complete('sync');
  expect(streams).toMatchObject([
    {direction: 'import', created: 0, updated: 20},
    {direction: 'export', created: 0, updated: 20},
  ]);
  expect((await emulators.cohortUsers()).map(user => user.email)).toEqual(
    before.map(user => user.email),
  );
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

// Which of several records with one address counts, and what becomes of two-way values, is told by the links.
async function linkByHand(config: string, {folder, connection}: Emulators): Promise<void> {
  const settings = JSON.parse(await readFile(config, 'utf8'));
  const {import: imports, export: exports} = parse(await readFile(connection, 'utf8'));
  const exported: unknown[] = Object.values(exports.properties);
  const two_way = Object.keys(imports.fields).filter(field => exported.includes(field));
  const link = {user_id: exports.user_id_field};
  const baseline_dir = join(folder, 'by-hand');
  await writeFile(config, JSON.stringify({...settings, baseline_dir, two_way, link}));
}
