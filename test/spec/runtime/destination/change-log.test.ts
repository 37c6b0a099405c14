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
  const {context, logs, reports} = recordingContext();
  return {log: openChangeLog(config, 'cohort', context), logs, reports};
}

function linesOf(folder: string, name = 'changes.jsonl'): Record<string, unknown>[] {
  const text = readFileSync(join(folder, name), 'utf8');
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

test.each([{dry_run: true}, {dry_run_dir: '/nowhere'}])(
  '%j: what would be written is reported in examples, and recorded with whole values elsewhere',
  async config => {
    const changes_dir = await temporaryFolder();
    const {log, reports} = open({changes_dir, ...config});
    const change = {...CHANGE, fields: [{name: 'note', to: 'x'.repeat(10_000)}]};
    for (let count = 0; count < 20; count += 1) log?.add(change);
    log?.flush();
    expect(existsSync(join(changes_dir, 'changes.jsonl'))).toBe(false);
    const planned = linesOf(changes_dir, 'planned.jsonl');
    expect(planned).toHaveLength(20);
    expect(planned[0]?.fields).toEqual(change.fields);
    expect(reports).toHaveLength(5);
  },
);

test('a plan that cannot be recorded fails the run', async () => {
  const changes_dir = await temporaryFolder();
  symlinkSync(join(await temporaryFolder(), 'elsewhere'), join(changes_dir, 'planned.jsonl'));
  const {log} = open({changes_dir, dry_run: true});
  log?.add(CHANGE);
  expect(() => log?.flush()).toThrow(/planned\.jsonl cannot be written \(ELOOP\)/);
});

test('a run without the folder records nothing', () => {
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
