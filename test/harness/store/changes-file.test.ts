import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {
  keepsChanges,
  pruneChanges,
  type RecordedChange,
  readChanges,
} from '../../../harness/store/changes-file.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const NOW = Date.parse('2026-06-30T12:00:00Z');

function lineOf(daysAgo: number): string {
  const at = new Date(NOW - daysAgo * 86_400_000).toISOString();
  const person = `${daysAgo}@example.com`;
  return `${JSON.stringify({at, system: 'cohort', result: 'updated', person, fields: []})}\n`;
}

async function folderWith(...lines: string[]): Promise<{folder: string; path: string}> {
  const folder = await temporaryFolder();
  const path = join(folder, 'changes.jsonl');
  writeFileSync(path, lines.join(''), {mode: 0o600});
  return {folder, path};
}

async function peopleIn(folder: string): Promise<string[]> {
  const people: string[] = [];
  for await (const {person} of readChanges(folder, () => true)) people.push(person);
  return people;
}

test('changes that are older than they are kept are removed, and the file stays private', async () => {
  const {folder, path} = await folderWith(lineOf(40), lineOf(31), lineOf(29), lineOf(1));
  await pruneChanges(folder, undefined, NOW);
  expect(await peopleIn(folder)).toEqual(['29@example.com', '1@example.com']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(existsSync(`${path}.new`)).toBe(false);
});

test('the file is not rewritten for what has just become too old', async () => {
  const {folder, path} = await folderWith(lineOf(7.5), lineOf(1));
  const {ino} = statSync(path);
  await pruneChanges(folder, '7d', NOW);
  expect(await peopleIn(folder)).toEqual(['7.5@example.com', '1@example.com']);
  expect(statSync(path).ino).toBe(ino);
});

test('nothing is left of changes that are all too old, or not to be kept at all', async () => {
  for (const keep of ['30d', '0d']) {
    const {folder, path} = await folderWith(lineOf(60), lineOf(keep === '0d' ? 0 : 50));
    await pruneChanges(folder, keep, NOW);
    expect(existsSync(path)).toBe(false);
  }
  expect([keepsChanges(), keepsChanges('0d'), keepsChanges('1d')]).toEqual([true, false, true]);
});

test('a line that a crash cut off is passed over, wherever it is', async () => {
  const {folder, path} = await folderWith('{"at":"20\n', lineOf(40), '[]\n', lineOf(2), '{"at"');
  expect(await peopleIn(folder)).toEqual(['40@example.com', '2@example.com']);
  await pruneChanges(folder, '30d', NOW);
  expect(await peopleIn(folder)).toEqual(['2@example.com']);
  expect(readFileSync(path, 'utf8').endsWith('{"at"')).toBe(true);
});

test('where nothing was recorded there is nothing to read or to remove', async () => {
  const folder = await temporaryFolder();
  await pruneChanges(folder, '30d', NOW);
  expect(await peopleIn(folder)).toEqual([]);
});

test('the changes of one person are chosen while reading', async () => {
  const {folder} = await folderWith(lineOf(3), lineOf(2));
  const found: RecordedChange[] = [];
  for await (const one of readChanges(folder, ({person}) => person.startsWith('2')))
    found.push(one);
  expect(found).toMatchObject([{person: '2@example.com', system: 'cohort'}]);
});
