import {appendFileSync, readFileSync, writeFileSync} from 'node:fs';
import {beforeEach, expect, onTestFinished, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

let emulators: Emulators;
let written: string;
beforeEach(async () => {
  emulators = await Emulators.start({contacts: 30, users: 5});
  written = readFileSync(emulators.connection, 'utf8');
  onTestFinished(() => emulators.stop());
});

function limit(limits: object): void {
  writeFileSync(emulators.connection, written);
  appendFileSync(emulators.connection, `\nlimits: ${JSON.stringify(limits)}\n`);
}

test('a run that would change more than limits.max_changes stops before it, until it is allowed', async () => {
  limit({max_changes: 4});
  const stopped = await emulators.harness('sync');
  expect(stopped.code).toBe(1);
  expect(stopped.summary.errors[0]?.message).toContain('limits.max_changes leaves room for 4');
  expect(stopped.summary.errors[0]?.message).toContain('--allow-changes N');
  const changed = stopped.summary.streams.reduce((sum, one) => sum + one.created + one.updated, 0);
  expect(changed).toBeLessThanOrEqual(4);
  const {code, summary} = await emulators.harness('sync', ['--allow-changes', '500']);
  expect(code).toBe(0);
  expect(summary.streams.map(({created}) => created > 0)).toContain(true);
  expect(
    (await emulators.complete('sync')).streams.every(one => one.written === one.unchanged),
  ).toBe(true);
});

test('a share is one of the people who are linked, and limits no first run', async () => {
  limit({max_changes: '10%'});
  await emulators.complete('sync');
  expect((await emulators.cohortUsers()).length).toBeGreaterThan(25);
});

test('a run stops cleanly at limits.api_calls, and runs with the same limit come to the end', async () => {
  limit({api_calls: 9});
  let runs = 0;
  for (let code: number | null = 1; code !== 0; runs += 1) {
    const run = await emulators.harness('sync');
    code = run.code;
    expect(run.summary.api_calls.salesforce).toBeLessThanOrEqual(9);
    if (code !== 0) expect(run.summary.errors[0]?.message).toContain('limits.api_calls allows');
    expect(runs).toBeLessThan(10);
  }
  expect(runs).toBeGreaterThan(1);
  const {stdout} = await execute(HARNESS, ['status', '--connection', emulators.connection]);
  expect(stdout).toContain('error: destination-salesforce: This run has made as many calls');
  expect(stdout).toMatch(/API calls: salesforce 9, cohort \d+/);
  expect(stdout).toMatch(
    /API calls of the runs, by day \(UTC\):\n {2}\d{4}-\d\d-\d\d {2}salesforce \d+/,
  );
  expect(stdout).toMatch(/by all apps, \d+ of them by these runs \(\d+%\)\. The org allows/);
});
