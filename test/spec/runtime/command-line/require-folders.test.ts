import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {readJsonFile} from '../../../../spec/runtime/command-line/read-json-file.js';
import {requireFolders} from '../../../../spec/runtime/command-line/require-folders.js';
import {temporaryFolder} from '../../../fixtures/temporary-folder.js';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

afterEach(() => {
  if (isRoot) process.seteuid?.(0);
});

test('folders that can be made are accepted, also below folders that do not exist yet', async () => {
  const folder = await temporaryFolder();
  await requireFolders({rejects_dir: join(folder, 'a/b'), state_dir: folder, object: 'Contact'});
});

test('a folder below a file is refused before anything has to be kept there', async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  await expect(requireFolders({rejects_dir: join(folder, 'file/rejects')})).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(/^rejects_dir is .*file\/rejects, but .*file is not a folder/),
  });
});

describe.skipIf(!isRoot)('as another user (skipped: only root can become one)', () => {
  test('a folder of root is refused, with the user and how to start a container', async () => {
    const folder = await openFolder();
    mkdirSync(join(folder, 'closed'), {mode: 0o755});
    process.seteuid?.(NOBODY);
    await expect(
      requireFolders({baseline_dir: join(folder, 'closed/baseline')}),
    ).rejects.toMatchObject({
      failure: 'config_error',
      message: expect.stringMatching(
        /closed cannot be written by this user .*\(EACCES\).*--user "\$\(id -u\):\$\(id -g\)"/,
      ),
    });
  });

  test('a config in a folder of root with mode 0700, as some runners mount it, says what to do', async () => {
    const folder = await openFolder();
    mkdirSync(join(folder, 'mounted'), {mode: 0o700});
    const path = join(folder, 'mounted/config.json');
    writeFileSync(path, '{}');
    process.seteuid?.(NOBODY);
    await expect(readJsonFile(path, 'config')).rejects.toMatchObject({
      failure: 'config_error',
      message: expect.stringMatching(/cannot be read \(EACCES\).*a folder above it.*--user "\$/),
    });
  });
});

async function openFolder(): Promise<string> {
  const folder = await temporaryFolder();
  chmodSync(folder, 0o755);
  return folder;
}
