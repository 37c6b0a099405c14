import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {runBin} from '../fixtures/run-bin.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

const EMULATORS = fileURLToPath(new URL('../../bin/emulators', import.meta.url));

test('bin/emulators starts both emulators and stops cleanly on SIGTERM', async () => {
  const dir = join(await temporaryFolder(), 'made', 'for', 'it');
  const child = spawn(EMULATORS, ['--dir', dir, '--contacts', '3'], {stdio: 'pipe'});
  const [line] = await once(child.stdout, 'data');
  const {salesforce, cohort} = JSON.parse(String(line));
  for (const {url} of [salesforce, cohort]) {
    expect((await fetch(`${url}/__emulator/stats`)).ok).toBe(true);
  }
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('bin/emulators names a busy port', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  const argv = ['--dir', await temporaryFolder(), '--contacts', '0', '--cohort-port', String(port)];
  expect(await runBin('emulators', argv)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `emulators: port ${port} is already in use. Choose another, or 0 for any free one.\n`,
  });
  server.close();
});

test.each([
  ['--contacts', 'many', '--contacts: found "many", expected a whole number.'],
  ['--users', '-1', '--users: found "-1", expected a whole number.'],
  ['--users', '1.5', '--users: found "1.5", expected a whole number.'],
  [
    '--cohort-port',
    '70000',
    '--cohort-port: found "70000", expected a whole number from 0 to 65535.',
  ],
])('bin/emulators rejects %s %s', async (option, value, message) => {
  const finished = await runBin('emulators', ['--dir', '/nowhere', `${option}=${value}`]);
  expect(finished).toMatchObject({
    code: 2,
    stdout: '',
    stderr: `emulators: ${message} See emulators --help.\n`,
  });
});

test('bin/emulators asks for its folder', async () => {
  expect(await runBin('emulators', [])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('dir'),
  });
});
