import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {writeFileAtomically} from '../../harness/store/write-file-atomically.js';

const newFolder = () => mkdtempSync(join(tmpdir(), 'write-'));

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
    `${path} cannot be written (ENOENT).`,
  );
});
