import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {writeFileAtomically} from '../../harness/store/write-file-atomically.js';
import {watchSyncs} from '../fixtures/watch-syncs.js';

const newFolder = () => mkdtempSync(join(tmpdir(), 'write-'));

test('a file is replaced as a whole, for its owner only, and is on the disk with its name', async () => {
  const folder = newFolder();
  const path = join(folder, 'any');
  const syncs = await watchSyncs(folder);
  await writeFileAtomically(path, 'new');
  expect(syncs).toHaveBeenCalledTimes(2);
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['any']);
});

test('replaces what a link leads to, and leaves the link', async () => {
  const [folder, elsewhere] = [newFolder(), newFolder()];
  writeFileSync(join(elsewhere, 'secrets.yaml'), 'old');
  symlinkSync(join(elsewhere, 'secrets.yaml'), join(folder, 'secrets.yaml'));
  await writeFileAtomically(join(folder, 'secrets.yaml'), 'new');
  expect(readFileSync(join(elsewhere, 'secrets.yaml'), 'utf8')).toBe('new');
  expect(lstatSync(join(folder, 'secrets.yaml')).isSymbolicLink()).toBe(true);
  expect(readdirSync(elsewhere)).toEqual(['secrets.yaml']);
});

test('says which file cannot be written, and why', async () => {
  const path = join(newFolder(), 'nowhere', 'state.json');
  await expect(writeFileAtomically(path, '')).rejects.toThrow(
    `${path} cannot be written (ENOENT): it or its folder does not exist. Make the folder.`,
  );
});
