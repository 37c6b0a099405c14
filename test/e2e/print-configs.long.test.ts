import {spawn} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

const FILES = {
  import: ['source-salesforce.json', 'destination-cohort.json', 'import.catalog.json'],
  export: ['source-cohort.json', 'destination-salesforce.json', 'export.catalog.json'],
};

/** Prints the configs of a direction and puts the secrets in, as `envsubst` would. */
async function print(direction: keyof typeof FILES, emulators: Emulators): Promise<string[]> {
  const folder = join(emulators.folder, 'by-hand');
  const args = [direction, '--connection', emulators.connection, '--print-configs', folder];
  const {code, stdout, stderr} = await execute(HARNESS, args);
  expect([code, stderr]).toEqual([0, '']);
  const paths = FILES[direction].map(name => join(folder, name));
  expect(stdout.trim().split('\n')).toEqual(paths);
  const secretsText = readFileSync(join(emulators.folder, 'connection.secrets.yaml'), 'utf8');
  const {salesforce, cohort} = parse(secretsText) as Record<string, Record<string, string>>;
  const values = new Map([
    ['SALESFORCE_CLIENT_SECRET', salesforce?.client_secret],
    ['SALESFORCE_REFRESH_TOKEN', salesforce?.refresh_token],
    ['COHORT_API_KEY', cohort?.api_key],
  ]);
  for (const path of paths) {
    const text = readFileSync(path, 'utf8');
    for (const secret of values.values()) expect(text).not.toContain(secret);
    writeFileSync(
      path,
      text.replace(/\$\{(\w+)\}/g, (_, name) => values.get(name) ?? ''),
    );
  }
  return paths;
}

function moveByHand(direction: 'import' | 'export', [source, destination, catalog]: string[]) {
  const [from, to] =
    direction === 'import'
      ? ['source-salesforce', 'destination-cohort']
      : ['source-cohort', 'destination-salesforce'];
  const read = `${resolve('bin', String(from))} read --config ${source} --catalog ${catalog}`;
  const write = `${resolve('bin', String(to))} write --config ${destination} --catalog ${catalog}`;
  const shell = spawn('bash', ['-c', `set -o pipefail; ${read} | ${write}`], {stdio: 'ignore'});
  return new Promise(done => shell.on('close', done));
}

test('the connectors, run by hand with the printed configs, do what the harness does', async () => {
  const people = {contacts: 150, users: 40};
  const [withHarness, byHand] = await Promise.all([
    Emulators.forTest(people),
    Emulators.forTest(people),
  ]);
  for (const direction of ['import', 'export'] as const) {
    await withHarness.complete(direction);
    expect(await moveByHand(direction, await print(direction, byHand))).toBe(0);
  }
  expect(await byHand.cohortUsers()).toEqual(await withHarness.cohortUsers());
  const [expected, found] = [await recordsOf(withHarness), await recordsOf(byHand)];
  expect(found).toEqual(expected);
});

// Each emulator gives its users ids of its own.
async function recordsOf(emulators: Emulators): Promise<string[]> {
  const records = await emulators.snapshot('import');
  const isLinked = (text: string) => text.replace(/("Cohort_User_ID__c"),"[^"]+"/, '$1,"(an id)"');
  return records.map(isLinked).sort();
}
