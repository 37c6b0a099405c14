import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type PastRun, readRuns, recordRun} from '../../harness/store/run-history.js';

const run = {command: 'import'} as PastRun;

test('a run that a crash has cut off takes none of the others with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  writeFileSync(join(folder, 'runs.jsonl'), `${JSON.stringify(run)}\n{"command":"exp`);
  await recordRun(folder, run);
  await recordRun(folder, run);
  expect(await readRuns(folder)).toEqual([run, run, run]);
});

test('of more than three thousand runs the oldest are forgotten', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  writeFileSync(join(folder, 'runs.jsonl'), `${JSON.stringify(run)}\n`.repeat(3000));
  await recordRun(folder, {...run, command: 'export'});
  const runs = await readRuns(folder);
  expect(runs).toHaveLength(1501);
  expect(runs.at(-1)?.command).toBe('export');
});
