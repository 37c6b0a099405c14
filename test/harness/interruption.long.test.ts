import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {execute, HARNESS, lastLine} from '../fixtures/run-bin.js';
import {Fixture} from './fixture.js';

/** Resolves when the destination has got a record, so that both connectors are at work. */
async function untilAtWork(fixture: Fixture): Promise<void> {
  while (!existsSync(fixture.out) || !readFileSync(fixture.out).includes('"RECORD"')) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

async function start(fixture: Fixture) {
  let pid = 0;
  const finished = execute(HARNESS, [...fixture.arguments(), '--json'], {
    onStart: started => {
      pid = started;
    },
  });
  await untilAtWork(fixture);
  return {pid, finished};
}

async function interrupt(fixture: Fixture, signal: NodeJS.Signals) {
  const {pid, finished} = await start(fixture);
  process.kill(pid, signal);
  return finished;
}

describe('an interrupted run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'ends in order at %s: what was read is written, its states are kept',
    async signal => {
      const fixture = new Fixture({source: {records: 1_000_000, stateEvery: 10, slowMs: 1}});
      const {code, stdout} = await interrupt(fixture, signal);
      expect(code).toBe(130);
      expect(lastLine(stdout)).toMatchObject({
        status: 'failed',
        exit_reason: 'interrupted',
        errors: [],
      });
      const states = fixture.received.filter(({type}) => type === 'STATE');
      expect(fixture.position ?? 0).toBe(states.length * 10);
      expect(fixture.receivedIds.length).toBeGreaterThan(0);
      expect(fixture.statuses).not.toContain('COMPLETE');
      expect(existsSync(fixture.path('state.json.lock'))).toBe(false);
    },
  );

  test('is not told to be complete when its source takes the signal for a good end', async () => {
    const source = {records: 1_000_000, stateEvery: 10, slowMs: 1};
    const fixture = new Fixture({source: {...source, noStatus: true, exitOnSignal: '0'}});
    const {code, stdout} = await interrupt(fixture, 'SIGINT');
    expect(lastLine(stdout)).toMatchObject({exit_reason: 'interrupted', errors: []});
    expect(code).toBe(130);
    expect(fixture.statuses).not.toContain('COMPLETE');
  });

  test('ends in order also when its terminal is closed and nobody reads it any more', async () => {
    const fixture = new Fixture({source: {records: 1_000_000, stateEvery: 10, slowMs: 1}});
    const child = spawn(HARNESS, fixture.arguments(), {stdio: ['ignore', 'pipe', 'pipe']});
    child.stdout.destroy();
    child.stderr.destroy();
    const exited = once(child, 'exit');
    await untilAtWork(fixture);
    child.kill('SIGHUP');
    expect(await exited).toEqual([130, null]);
    const states = fixture.received.filter(({type}) => type === 'STATE');
    expect(fixture.position ?? 0).toBe(states.length * 10);
    expect(existsSync(fixture.path('state.json.lock'))).toBe(false);
  });

  test('can be run again at once after a kill, and comes to the same end', async () => {
    const fixture = new Fixture({source: {records: 600, stateEvery: 10, slowMs: 1}});
    const {signal} = await interrupt(fixture, 'SIGKILL');
    expect(signal).toBe('SIGKILL');
    expect(existsSync(fixture.path('state.json.lock'))).toBe(true);
    const {code} = await fixture.run();
    expect(code).toBe(0);
    expect([...new Set(fixture.receivedIds)]).toHaveLength(600);
    expect(fixture.position).toBe(600);
    expect(existsSync(fixture.path('state.json.lock'))).toBe(false);
  });

  test('does not let a second run begin meanwhile', async () => {
    const fixture = new Fixture({source: {records: 300, silentAt: 7}});
    const {pid, finished} = await start(fixture);
    const second = await fixture.run();
    expect(second.code).toBe(1);
    expect(second.summary.errors[0]?.message).toMatch(
      /Another run of this connection is under way/,
    );
    process.kill(pid, 'SIGTERM');
    expect(lastLine((await finished).stdout)).toMatchObject({exit_reason: 'interrupted'});
    expect(fixture.receivedIds).toHaveLength(7);
  });
});
