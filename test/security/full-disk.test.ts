import {spawn} from 'node:child_process';
import {closeSync, existsSync, openSync} from 'node:fs';
import {expect, test} from 'vitest';
import {HARNESS} from '../fixtures/run-bin.js';
import {builtProgram} from '../fixtures/run-program.js';

/** Runs a program whose stdout takes nothing. */
async function runWithFullDisk(args: readonly string[]) {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, args, {stdio: ['ignore', full, 'pipe']});
  closeSync(full);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  const code = await new Promise(resolve => child.once('close', resolve));
  return {code, stderr};
}

test.runIf(existsSync('/dev/full')).each([
  ['a connector', [builtProgram('source-cohort/main.js'), 'spec']],
  ['the harness', [HARNESS, '--help']],
])('what %s cannot write is no success', async (_, args) => {
  const {code, stderr} = await runWithFullDisk(args);
  expect(stderr).toContain('stdout cannot be written (ENOSPC)');
  expect(code).toBe(1);
});
