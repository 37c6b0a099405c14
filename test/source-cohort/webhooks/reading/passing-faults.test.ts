import fs from 'node:fs/promises';
import {syncBuiltinESMExports} from 'node:module';
import {expect, onTestFinished, test, vi} from 'vitest';
import {EventFolder} from '../../../../source-cohort/webhooks/reading/index.js';
import {temporaryFolder} from '../../../fixtures/temporary-folder.js';

/** The next listings of folders fail. */
function failListing(code: string, times: number) {
  const error = Object.assign(new Error(code), {code});
  const readdir = vi.spyOn(fs, 'readdir');
  for (let time = 0; time < times; time += 1) readdir.mockRejectedValueOnce(error);
  syncBuiltinESMExports();
  onTestFinished(() => {
    readdir.mockRestore();
    syncBuiltinESMExports();
  });
  return readdir;
}

test('a network share that fails for a moment is asked again', async () => {
  const folder = new EventFolder(await temporaryFolder());
  const readdir = failListing('ESTALE', 2);
  expect(await folder.count()).toEqual({events: 0, files: 0});
  expect(readdir).toHaveBeenCalledTimes(3);
});

test('a network share that keeps failing is no error of the config', async () => {
  const folder = new EventFolder(await temporaryFolder());
  failListing('EIO', 9);
  await expect(folder.count()).rejects.toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining(`${folder.path} cannot be read (EIO). Look at the disk`),
  });
});

test('a folder that may not be read is an error of the config at once', async () => {
  const folder = new EventFolder(await temporaryFolder());
  const readdir = failListing('EACCES', 1);
  await expect(folder.count()).rejects.toMatchObject({failure: 'config_error'});
  expect(readdir).toHaveBeenCalledTimes(1);
});
