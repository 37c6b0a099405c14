import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {identifyProcess, machineIdentity} from '../../../spec/index.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {filesIn, openStream, rowsOf} from './fixture.js';

const ann = {Email: 'ann@example.com'};
const bob = {Email: 'bob@example.com'};
const emailsIn = (dir: string) =>
  filesIn(dir).flatMap(name => rowsOf(dir, name).map(({Email}) => Email));
const journalsIn = (dir: string) => readdirSync(dir).filter(name => name.endsWith('.part'));

/** From now on, each write to an open file ends in its middle. */
async function fillDisk(code: string): Promise<() => void> {
  const handle = await open('/dev/null', 'w');
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const error = Object.assign(new Error(code), {code, syscall: 'write'});
  const {write} = prototype;
  const fail = async function (this: typeof handle, data: unknown) {
    const text = String(data);
    await write.call(this, text.slice(0, text.length / 2));
    throw error;
  };
  const spies = [
    vi.spyOn(prototype, 'appendFile').mockImplementation(fail as never),
    vi.spyOn(prototype, 'writeFile').mockImplementation(fail as never),
  ];
  const restore = () => {
    for (const spy of spies) spy.mockRestore();
  };
  onTestFinished(restore);
  return restore;
}

/** Makes a run of this process look like one that is over. */
function bury(dir: string, owner: object): void {
  for (const name of journalsIn(dir)) {
    const [first = '', ...rows] = readFileSync(join(dir, name), 'utf8').split('\n');
    const head = {...(JSON.parse(first) as object), owner};
    writeFileSync(join(dir, name), [JSON.stringify(head), ...rows].join('\n'));
  }
}

const ENDED = {pid: process.pid, started: 'earlier', machine: machineIdentity()};

test.each(['ENOSPC', 'EDQUOT'])(
  'on a full disk (%s), what was acknowledged is kept, and the message names the folder',
  async code => {
    const dir = await temporaryFolder();
    const {channel, write} = await openStream(dir);
    await write(ann);
    const makeRoom = await fillDisk(code);
    const full = {
      failure: 'transient_error',
      message: `channel.dir: the folder ${dir} cannot be used (${code}): the disk is full. Make room. Then run again: users that were acknowledged are kept.`,
    };
    await expect(write(bob)).rejects.toMatchObject(full);
    // A batch that was under way at the same time, when there is room for it by chance.
    makeRoom();
    await expect(write({Email: 'eve@example.com'})).rejects.toMatchObject(full);
    const fillAgain = await fillDisk(code);
    await expect(channel.close()).rejects.toMatchObject(full);
    fillAgain();
    expect(filesIn(dir)).toEqual([]);

    bury(dir, ENDED);
    const next = await openStream(dir);
    expect(emailsIn(dir)).toEqual(['ann@example.com']);
    await next.write(bob);
    await next.channel.close();
    expect(emailsIn(dir)).toEqual(['ann@example.com', 'bob@example.com']);
    expect(journalsIn(dir)).toEqual([]);
  },
);

test('a folder that is removed during a run costs nobody who was acknowledged', async () => {
  const dir = join(await temporaryFolder(), 'files');
  const {channel, write} = await openStream(dir);
  await write(ann);
  rmSync(dir, {recursive: true});
  await write(bob);
  // As kill -9 would leave it.
  expect(
    journalsIn(dir)
      .map(name => readFileSync(join(dir, name), 'utf8'))
      .join(),
  ).toMatch(/ann@example\.com.*\n.*bob@example\.com/);
  rmSync(dir, {recursive: true});
  await channel.close();
  expect(emailsIn(dir)).toEqual(['ann@example.com', 'bob@example.com']);
});

test('a folder that cannot be written is an error of the config that names it', async () => {
  const file = join(await temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(openStream(join(file, 'files'))).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringMatching(/channel\.dir: the folder .*files cannot be used \(ENOTDIR\): /),
  });
});

test('the journal of a process whose number another one has now is completed', async () => {
  const dir = await temporaryFolder();
  const {write} = await openStream(dir);
  await write(ann);
  bury(dir, ENDED);
  await openStream(dir);
  expect(emailsIn(dir)).toEqual(['ann@example.com']);
});

test('the journal of a process that is at work is left alone, also of the own one', async () => {
  const dir = await temporaryFolder();
  const {channel, write} = await openStream(dir);
  await write(ann);
  bury(dir, {...identifyProcess(process.pid), machine: machineIdentity()});
  await openStream(dir);
  expect(filesIn(dir)).toEqual([]);
  await channel.close();
  expect(emailsIn(dir)).toEqual(['ann@example.com']);
});

test('a journal that is damaged is named, with its line', async () => {
  const dir = await temporaryFolder();
  const {write} = await openStream(dir);
  await write(ann);
  bury(dir, ENDED);
  const path = join(dir, journalsIn(dir)[0] ?? '');
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"key":"a\n{"key":"b"}\n`);
  await expect(openStream(dir)).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining(`${path} is damaged in line 3`),
  });
});
