import {readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {RejectsFile} from '../../spec/runtime/destination/rejects-file.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

const RECORD = {line: 1, data: {email: 'nobody'}};
const REJECTION = {status: 'rejected', key: null, code: 'EMAIL_INVALID', message: 'none'} as const;

test.each([
  '../../outside',
  '/etc/outside',
  '..',
  '.',
  'a/b\\c',
  'nul\u0000byte',
  'CON:stream',
  '\ud800 half a character',
  '%2e%2e%2foutside',
])('rejected records of the stream %j stay in their folder', async name => {
  const outer = await temporaryFolder();
  const folder = join(outer, 'rejects');
  const file = new RejectsFile(folder, {name});
  await file.append([{record: RECORD as never, rejection: REJECTION}]);
  await file.close();
  expect(await readdir(outer)).toEqual(['rejects']);
  const [only, ...others] = await readdir(folder);
  expect(others).toEqual([]);
  expect(only).toMatch(/^[\w%-]+\.jsonl$/);
});

test('streams of different names have different files', () => {
  const names = ['a/b', 'a%2Fb', 'a.b', 'a b', 'a'];
  const paths = names.map(name => new RejectsFile('/f', {name}).path);
  expect(new Set(paths).size).toBe(names.length);
});

test('rejected records are readable by their owner only, and so is their folder', async () => {
  const folder = join(await temporaryFolder(), 'new', 'rejects');
  const file = new RejectsFile(folder, {name: 'users'});
  await file.append([{record: RECORD as never, rejection: REJECTION}]);
  await file.close();
  expect((await stat(file.path)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});
