import {readdirSync, readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Summary} from '../../harness/report/summary.js';
import {Emulators} from '../fixtures/emulators.js';
import {killAfter} from '../fixtures/kill-after.js';
import {execute, type Finished, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {createTestDatabase, type TestDatabase} from '../postgresql-server/database-for-tests.js';

// A long run: KILLS=100 npx vitest run test/e2e/store-kill.long.test.ts
const KILLS = Number(process.env.KILLS ?? 3);
const KEY = Buffer.alloc(32, 7).toString('base64');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database.close());

describe.each(['import', 'export'] as const)(
  '%s from a store, whose machine dies at some moment, goes on elsewhere',
  command => {
    const observed = command === 'import' ? 'export' : 'import';
    let emulators: Emulators;
    let undisturbed: string[];
    let durationMs: number;

    beforeAll(async () => {
      emulators = await Emulators.start({contacts: 1500, users: command === 'export' ? 1500 : 100});
      await put(emulators);
      const startedAt = Date.now();
      expect((await run(command)).code).toBe(0);
      durationMs = Date.now() - startedAt;
      undisturbed = await emulators.snapshot(observed);
    });
    afterAll(() => emulators.stop());

    test.each(Array.from({length: KILLS}, (_, index) => index))(
      'and comes to the same (kill %i)',
      async index => {
        await emulators.reset();
        await put(emulators);
        await dieAfter(command, ((index + 0.5) / KILLS) * durationMs);
        const {code, stdout} = await run(command);
        expect((lastLine(stdout) as Summary).errors).toEqual([]);
        expect(code).toBe(0);
        const found = await emulators.snapshot(observed);
        expect(found.length).toBe(undisturbed.length);
        expect(found).toEqual(undisturbed);
        const again = await run(command);
        expect((lastLine(again.stdout) as Summary).streams).toMatchObject([
          {created: 0, updated: 0},
        ]);
      },
    );
  },
);

function harness(args: string[], onStart?: (pid: number) => void): Promise<Finished> {
  const env = {HARNESS_STORE: database.url, HARNESS_STORE_KEY: KEY};
  return execute(HARNESS, args, {env, ...(onStart && {onStart})});
}

const run = (command: string, onStart?: (pid: number) => void) =>
  harness([command, '--connection', 'connection', '--json'], onStart);

/** With nothing kept of an earlier run. */
async function put({connection}: Emulators): Promise<void> {
  await harness(['store', 'remove', '--connection', 'connection']);
  expect(await harness(['store', 'put', '--connection', connection])).toMatchObject({code: 0});
}

/** Kills the harness and both connectors, and makes their machine another one. */
async function dieAfter(command: string, afterMs: number): Promise<void> {
  await killAfter(
    afterMs,
    onStart => run(command, onStart),
    pid => [pid, ...childrenOf(pid)],
  );
  await database.sql(
    `UPDATE cohort_salesforce.connections SET renewed = renewed - interval '2 minutes',
    holder = holder || '{"machine": "elsewhere"}'`,
  );
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.replace(/^.*\) /s, '').split(' ')[1]);
  } catch {
    return 0;
  }
}
