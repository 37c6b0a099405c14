import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseSchedule} from '../../../harness/connection/parse-schedule.js';
import {Runs} from '../../../harness/console/runs/runs.js';
import {pauseSchedule} from '../../../harness/console/schedule/schedule-state.js';
import {Scheduler} from '../../../harness/console/scheduler.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const NOON = Date.UTC(2026, 4, 1, 12);

test.each([
  ['every 15m', '2026-05-01T12:15:00.000Z'],
  ['every 2h', '2026-05-01T14:00:00.000Z'],
  ['every 1d', '2026-05-02T12:00:00.000Z'],
  ['0 6 * * *', '2026-05-02T06:00:00.000Z'],
  ['*/5 * * * *', '2026-05-01T12:05:00.000Z'],
  ['30 1 29 2 *', '2028-02-29T01:30:00.000Z'],
])('%s comes after noon at %s', (text, expected) => {
  expect(new Date(parseSchedule(text).after(NOON)).toISOString()).toBe(expected);
});

test.each(['whenever', 'every 0m', 'every m', '* * * * * *', '61 * * * *', '@daily', ''])(
  '"%s" is refused with what is wanted',
  text => {
    expect(() => parseSchedule(text)).toThrow(/at \/schedule: found .*, expected every 15m/);
  },
);

async function setUp({schedule, last}: {schedule: string; last?: string}) {
  const folder = await temporaryFolder();
  writeFileSync(
    join(folder, 'acme.yaml'),
    `salesforce: {client_id: key}\ncohort: {}\nimport: {enabled: false}\nschedule: "${schedule}"\n`,
  );
  writeFileSync(
    join(folder, 'acme.secrets.yaml'),
    'salesforce: {refresh_token: r}\ncohort: {api_key: test_1}\n',
    {mode: 0o600},
  );
  const sync = join(folder, 'acme.sync');
  mkdirSync(sync);
  if (last !== undefined) {
    const run = {command: 'sync', started: last, status: 'succeeded', streams: [], errors: []};
    writeFileSync(join(sync, 'runs.jsonl'), `${JSON.stringify(run)}\n`);
  }
  // Instead of the harness, a program that writes its arguments down.
  const out = join(folder, 'started.txt');
  const script = `require('node:fs').appendFileSync(${JSON.stringify(out)}, process.argv.slice(1).join(' ') + '\\n')`;
  const runs = new Runs({file: process.execPath, args: ['-e', script, '--']});
  const path = join(folder, 'acme.yaml');
  const tick = async (now: number) => {
    await new Scheduler(folder, runs).tick(now);
    await runs.latest(path)?.ended;
  };
  const started = () => {
    try {
      return readFileSync(out, 'utf8').trim().split('\n').length;
    } catch {
      return 0;
    }
  };
  return {tick, started, sync};
}

const LAST = new Date(NOON).toISOString();

test('a connection is synced once its time has come, and not before', async () => {
  const {tick, started} = await setUp({schedule: 'every 15m', last: LAST});
  await tick(NOON + 14 * 60_000);
  expect(started()).toBe(0);
  await tick(NOON + 15 * 60_000);
  expect(started()).toBe(1);
});

test('any number of missed times is made up for by one run', async () => {
  const {tick, started} = await setUp({schedule: '0 6 * * *', last: LAST});
  await tick(NOON + 10 * 86_400_000);
  expect(started()).toBe(1);
});

test('a connection that has never run is due at once', async () => {
  const {tick, started} = await setUp({schedule: 'every 1d'});
  await tick(NOON);
  expect(started()).toBe(1);
});

test('a paused connection is not synced, until it is resumed', async () => {
  const {tick, started, sync} = await setUp({schedule: 'every 15m', last: LAST});
  await pauseSchedule(sync, true);
  await tick(NOON + 86_400_000);
  expect(started()).toBe(0);
  await pauseSchedule(sync, false);
  await tick(NOON + 86_400_000);
  expect(started()).toBe(1);
});

test('a run that fails before its history is not started again at once', async () => {
  const {tick, started} = await setUp({schedule: 'every 15m', last: LAST});
  const now = Date.now();
  await tick(now);
  await tick(now + 1000);
  expect(started()).toBe(1);
  await tick(now + 120_000);
  expect(started()).toBe(2);
});
