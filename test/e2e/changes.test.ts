import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Explanation} from '../../harness/person/format-person.js';
import type {ChangeRow} from '../../harness/store/format-recorded.js';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';

let emulators: Emulators;
let email: string;
beforeAll(async () => {
  emulators = await Emulators.start({contacts: 8, users: 3});
  await emulators.complete('plan');
  expect(await list()).toEqual([]);
  await emulators.complete('sync');
  email = (await emulators.cohortUsers())[0]?.email ?? '';
}, 60_000);
afterAll(() => emulators.stop());

async function list(...more: string[]): Promise<ChangeRow[]> {
  const {code, stdout} = await execute(HARNESS, [...emulators.arguments('changes'), ...more]);
  expect(code).toBe(0);
  const lines = stdout.split('\n').filter(line => line !== '');
  return lines.map(line => JSON.parse(line) as ChangeRow);
}

test('each run records whom it created and changed in either system, for its owner alone', async () => {
  const path = join(emulators.syncFolder, 'changes.jsonl');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const rows = await list();
  const [run] = (emulators.inSync('runs.jsonl') ?? '')
    .split('\n')
    .map(line => JSON.parse(line || '{}'))
    .filter(({command}) => command === 'sync');
  const people = (system: string, result: string) =>
    new Set(
      rows.filter(row => row.system === system && row.result === result).map(row => row.person),
    ).size;
  for (const {direction, created, updated} of run.streams) {
    const system = direction === 'import' ? 'cohort' : 'salesforce';
    expect([people(system, 'created'), people(system, 'updated')]).toEqual([created, updated]);
  }
});

test('the changes of one person and of a time can be chosen, as rows of JSON or CSV', async () => {
  const own = await list('--email', email.toUpperCase(), '--since', '1h');
  expect(new Set(own.map(({person}) => person))).toEqual(new Set([email]));
  expect(own.every(({field, at}) => field !== null && at > '2020')).toBe(true);
  expect(await list('--since', '2999-01-01')).toEqual([]);
  const argv = ['changes', '--connection', emulators.connection, '--email', email];
  const {stdout} = await execute(HARNESS, [...argv, '--format', 'csv']);
  const [header, ...lines] = stdout.trim().split('\n');
  expect(header).toBe('at,system,result,person,record_id,user_id,field,from,to');
  expect(lines).toHaveLength(own.length);
});

test('a time that cannot be read is refused with an example', async () => {
  const {code, stderr} = await execute(HARNESS, [
    ...emulators.arguments('changes'),
    '--since',
    'soon',
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain('--since: found soon, expected an age such as 7d');
});

test("explain shows a person's history, and forget removes it", async () => {
  const argv = [...emulators.arguments('explain'), '--email', email];
  const explained = lastLine((await execute(HARNESS, argv)).stdout) as Explanation;
  expect(explained.history.length).toBeGreaterThan(0);
  expect(new Set(explained.history.map(({person}) => person))).toEqual(new Set([email]));
  const forget = [...emulators.arguments('forget'), '--email', email];
  const forgotten = lastLine((await execute(HARNESS, forget)).stdout);
  expect(forgotten).toMatchObject({removed: {changes: explained.history.length}});
  expect(await list('--email', email)).toEqual([]);
  expect((await list()).length).toBeGreaterThan(0);
});

test('a reader that stops reading, such as head, is no failure', async () => {
  const path = join(emulators.syncFolder, 'changes.jsonl');
  const recorded = readFileSync(path, 'utf8');
  // More than a pipe holds.
  writeFileSync(path, recorded.repeat(200));
  const script = '"$0" changes --connection "$1" | head -n 1';
  const {stdout, stderr} = await execute('/bin/sh', ['-c', script, HARNESS, emulators.connection]);
  writeFileSync(path, recorded);
  expect(stdout).not.toBe('');
  expect(stderr).toBe('');
});
