import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {runBin} from '../fixtures/run-bin.js';
import {builtProgram} from '../fixtures/run-program.js';

test('the quick start over a table of PostgreSQL agrees with itself, and pulls only what changed', async () => {
  const argv = ['--channel', 'postgresql', '--contacts', '400'];
  const {code, stdout} = await runBin(builtProgram('test/quick-start/main.js'), argv);
  expect(stdout).toMatch(/All \d+ checks agree/);
  expect(stdout).toContain('the pull of changes: 7 rows, 2 users created, 5 updated');
  expect(code).toBe(0);
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

// The links decide which of several records with one address counts, and which side wins.
async function linkByHand(config: string, {folder, connection}: Emulators): Promise<void> {
  const settings = JSON.parse(await readFile(config, 'utf8'));
  const {import: imports, export: exports} = parse(await readFile(connection, 'utf8'));
  const exported: unknown[] = Object.values(exports.properties);
  const two_way = Object.keys(imports.fields).filter(field => exported.includes(field));
  const link = {user_id: exports.user_id_field};
  const baseline_dir = join(folder, 'by-hand');
  await writeFile(config, JSON.stringify({...settings, baseline_dir, two_way, link}));
}
