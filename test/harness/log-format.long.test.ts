import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {Emulators} from '../fixtures/emulators.js';
import {HARNESS} from '../fixtures/run-bin.js';
import {entriesOf} from './log-entries.js';

test('the console logs the runs that it starts', async () => {
  const emulators = await Emulators.forTest({contacts: 3});
  const {schedule} = parse(readFileSync(emulators.connection, 'utf8'));
  expect(schedule).toBeUndefined();
  appendFileSync(emulators.connection, '\nschedule: every 15m\n');
  const argv = ['serve', '--connections', emulators.folder, '--port', '0', '--no-browser'];
  const child = spawn(HARNESS, [...argv, '--log-format', 'json'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({input: child.stderr})) {
    lines.push(line);
    if (line.includes('sync ended')) child.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
  const entries = entriesOf(lines.join('\n'));
  expect(entries.find(({message}) => message === 'sync started')).toMatchObject({
    connection: 'connection.yaml',
    fields: {command: 'sync'},
  });
  expect(entries.find(({message}) => message.startsWith('sync ended'))).toMatchObject({
    level: 'info',
    fields: {
      exit_code: 0,
      streams: expect.arrayContaining([expect.objectContaining({created: 3})]),
    },
  });
});
