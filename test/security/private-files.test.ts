import {chmodSync, lstatSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

let emulators: Emulators;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 30, users: 6});
});
afterAll(() => emulators.stop());

test('everything a sync leaves is its owner’s alone, whatever the umask, and holds no login', async () => {
  const before = process.umask(0);
  try {
    expect((await emulators.harness('sync')).code).toBe(0);
  } finally {
    process.umask(before);
  }
  const {salesforce, cohort} = emulators.readJson('emulators.json') as Record<
    string,
    Record<string, string>
  >;
  const secrets = [salesforce?.client_secret, salesforce?.refresh_token, cohort?.api_key];
  const paths = [emulators.syncFolder, ...within(emulators.syncFolder)];
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths) {
    const {mode} = lstatSync(path);
    if (lstatSync(path).isDirectory()) {
      expect([path, mode & 0o777]).toEqual([path, 0o700]);
      continue;
    }
    expect([path, mode & 0o777]).toEqual([path, 0o600]);
    const text = readFileSync(path, 'utf8');
    for (const secret of secrets) expect(text).not.toContain(secret ?? 'missing');
  }
});

test('secrets that others can read are used, with a warning that says what to do', async () => {
  const path = join(emulators.folder, 'connection.secrets.yaml');
  chmodSync(path, 0o644);
  const args = ['check', '--connection', emulators.connection];
  const {stderr} = await execute(HARNESS, args);
  chmodSync(path, 0o600);
  expect(stderr).toContain(`chmod 600 ${path}`);
});

function within(folder: string): string[] {
  return readdirSync(folder, {recursive: true}).map(name => join(folder, String(name)));
}
