import {mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {RejectsFile} from '../../../../spec/runtime/destination/rejects-file.js';
import {watchSyncs} from '../../../fixtures/watch-syncs.js';

const refused = (n: number) => ({
  record: {data: {n}, line: n},
  rejection: {status: 'rejected' as const, key: String(n), code: 'ODD', message: 'odd'},
});
const line = (n: number) =>
  `{"key":"${n}","code":"ODD","message":"odd","fields":[],"record":{"n":${n}}}\n`;

test.each([
  ['nothing', '', [1, 2]],
  ['whole lines', line(1), [1, 2]],
  ['a line that a crash has cut off', line(1) + line(2).slice(0, -9), [1, 2]],
  ['a line that lacks only its end', line(1) + line(2).slice(0, -1), [1, 2]],
  ['nothing but a line that is cut off', '{"key":', [1, 2]],
  ['a long line that is cut off', `${line(1)}{"key":"${'x'.repeat(200_000)}`, [1, 2]],
])('of a file with %s every line is a whole one afterwards', async (_, before, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  const file = new RejectsFile(folder, {name: 'numbers'});
  writeFileSync(file.path, before);
  await file.append([refused(1), refused(2)]);
  await file.sync();
  await file.close();
  expect(readFileSync(file.path, 'utf8')).toBe(expected.map(line).join(''));
});

test('rejected records are forced onto the disk, and only when there are new ones', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  const syncs = await watchSyncs(folder);
  const file = new RejectsFile(folder, {name: 'numbers'});
  await file.append([refused(1)]);
  await file.sync();
  await file.sync();
  await file.close();
  expect(syncs).toHaveBeenCalledOnce();
});

test('of two states that wait for the disk at once, both wait', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
  const file = new RejectsFile(folder, {name: 'numbers'});
  await file.append([refused(1)]);
  let finish = () => {};
  const onDisk = new Promise<void>(resolve => {
    finish = resolve;
  });
  (await watchSyncs(folder)).mockReturnValue(onDisk);
  const order: string[] = [];
  const states = [file.sync(), file.sync()].map(synced => synced.then(() => order.push('state')));
  await stat(file.path);
  order.push('disk');
  finish();
  await Promise.all(states);
  expect(order).toEqual(['disk', 'state', 'state']);
  await file.close();
});

test.each(['a symbolic link', 'a folder'])(
  '%s in the place of the file is a config error',
  async what => {
    const folder = mkdtempSync(join(tmpdir(), 'rejects-'));
    const file = new RejectsFile(folder, {name: 'numbers'});
    const target = join(folder, 'target');
    writeFileSync(target, '{"cut off');
    if (what === 'a folder') mkdirSync(file.path);
    else symlinkSync(target, file.path);
    const refusal = {
      failure: 'config_error',
      message: expect.stringContaining(`${file.path} is ${what}`),
    };
    await expect(file.requireUsable()).rejects.toMatchObject(refusal);
    await expect(file.append([refused(1)])).rejects.toMatchObject(refusal);
    expect(readFileSync(target, 'utf8')).toBe('{"cut off');
  },
);
