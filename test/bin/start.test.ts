import {cp} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runBin} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

test('a program that is not built says what to do', async () => {
  const folder = await temporaryFolder();
  await cp('bin', join(folder, 'bin'), {recursive: true});
  expect(await runBin(join(folder, 'bin/source-cohort'), ['spec'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'source-cohort is not built yet: run npm ci first.\n',
  });
});
