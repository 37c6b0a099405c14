import {existsSync, readFileSync, statSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {
  type ChangeLogConfig,
  openChangeLog,
} from '../../../../spec/runtime/destination/change-log.js';
import {recordingContext} from '../../../fixtures/recording-context.js';
import {temporaryFolder} from '../../../fixtures/temporary-folder.js';

const CHANGE = {
  result: 'updated',
  key: 'ann@example.com',
  recordId: '003A',
  userId: 'u1',
  fields: [{name: 'points', from: 1, to: 2}],
} as const;

function open(config: ChangeLogConfig) {
  const {context, logs} = recordingContext();
  return {log: openChangeLog(config, 'cohort', context), logs};
}

function linesOf(folder: string): Record<string, unknown>[] {
  const text = readFileSync(join(folder, 'changes.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

test('a change is one line with person, system and fields, in a file for its owner alone', async () => {
  const folder = join(await temporaryFolder(), 'made');
  const {log} = open({changes_dir: folder});
  log?.add(CHANGE);
  log?.flush();
  const [line] = linesOf(folder);
  expect(line).toEqual({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    system: 'cohort',
    result: 'updated',
    person: 'ann@example.com',
    record_id: '003A',
    user_id: 'u1',
    fields: [{name: 'points', from: 1, to: 2}],
  });
  expect(statSync(join(folder, 'changes.jsonl')).mode & 0o777).toBe(0o600);
});

test('later runs append, and long values are cut', async () => {
  const changes_dir = await temporaryFolder();
  for (const to of ['short', 'x'.repeat(10_000)]) {
    const {log} = open({changes_dir});
    log?.add({...CHANGE, fields: [{name: 'note', to}]});
    log?.flush();
  }
  const notes = linesOf(changes_dir).map(({fields}) => (fields as {to: string}[])[0]?.to.length);
  expect(notes).toEqual([5, 201]);
});

test('a dry run records nothing, and neither does a run without the folder', async () => {
  const changes_dir = await temporaryFolder();
  expect(open({changes_dir, dry_run: true}).log).toBeUndefined();
  expect(open({}).log).toBeUndefined();
});

test('many changes go to the disk before anybody asks for it', async () => {
  const changes_dir = await temporaryFolder();
  const {log} = open({changes_dir});
  for (let count = 0; count < 5000; count += 1) log?.add(CHANGE);
  expect(statSync(join(changes_dir, 'changes.jsonl')).size).toBeGreaterThan(500_000);
});

test('a file that cannot be written is one warning, and the run goes on', async () => {
  const changes_dir = await temporaryFolder();
  const elsewhere = join(await temporaryFolder(), 'elsewhere');
  symlinkSync(elsewhere, join(changes_dir, 'changes.jsonl'));
  const {log, logs} = open({changes_dir});
  for (let count = 0; count < 2; count += 1) {
    log?.add(CHANGE);
    log?.flush();
  }
  expect(logs).toEqual([
    expect.stringMatching(/^WARN .*changes\.jsonl cannot be written \(ELOOP\)/),
  ]);
  expect(existsSync(elsewhere)).toBe(false);
});
