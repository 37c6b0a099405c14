import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const SCRIPT = `
  import {toConnectorError} from '@cohort-salesforce/spec';
  import {openDatabase} from '@cohort-salesforce/spec/baseline';
  const [folder, bytes] = process.argv.slice(1);
  try {
    const database = await openDatabase(folder);
    await database.put(Buffer.from('key'), Buffer.alloc(Number(bytes)), {sync: true});
    console.log(JSON.stringify({failure: 'none', message: ''}));
  } catch (error) {
    const {failure, message} = toConnectorError(error);
    console.log(JSON.stringify({failure, message}));
  }`;

/** Puts a value of so many bytes into the database, in a process whose files may have so many blocks of 512 bytes. */
async function put(folder: string, {bytes, blocks}: {bytes: number; blocks: number}) {
  const node = [process.execPath, '--input-type=module', '-e', SCRIPT, folder, String(bytes)];
  const limited = ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, ...node];
  const child = spawn('/bin/sh', limited, {stdio: ['ignore', 'pipe', 'inherit']});
  let stdout = '';
  child.stdout.on('data', chunk => {
    stdout += chunk;
  });
  await once(child, 'close');
  return JSON.parse(stdout) as {failure: string; message: string};
}

test('a database that cannot be opened or written for lack of room asks for room, not to be removed', async () => {
  const folder = await temporaryFolder();
  const failed = {
    failure: 'transient_error',
    message: expect.stringMatching(/The disk is full \(EFBIG\): .*cannot be written. Make room/),
  };
  expect(await put(join(folder, 'new'), {bytes: 1, blocks: 0})).toEqual(failed);
  expect(await put(join(folder, 'open'), {bytes: 200_000, blocks: 200})).toEqual(failed);
  expect(await put(join(folder, 'open'), {bytes: 1, blocks: 200})).toMatchObject({failure: 'none'});
});

test('a database that is damaged says what to do', async () => {
  const folder = join(await temporaryFolder(), 'damaged');
  await mkdir(join(folder, 'CURRENT'), {recursive: true});
  expect(await put(folder, {bytes: 1, blocks: 2000})).toEqual({
    failure: 'config_error',
    message: expect.stringContaining('If it is damaged, remove the folder'),
  });
});
