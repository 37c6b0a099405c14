import {setImmediate as nextTurn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import type {MessageOutput} from '../../../spec/run/context.js';
import {StateAcknowledger} from '../../../spec/run/state-acknowledger.js';

const STATE = {
  type: 'STREAM',
  stream: {stream_descriptor: {name: 'numbers'}, stream_state: {next: 1}},
} as const;

/** Acknowledges one state and resolves with what happened, in order. */
async function acknowledge(makeSafe: () => void): Promise<string[]> {
  const happened: string[] = [];
  const states = new StateAcknowledger({
    batchers: new Map(),
    output: {sendLine: () => happened.push('state')} as unknown as MessageOutput,
    beforeState: async () => {
      await nextTurn();
      makeSafe();
      happened.push('safe');
    },
    fail: error => happened.push((error as Error).message),
  });
  states.acknowledge(STATE);
  await states.settled();
  return happened;
}

test('a state waits until the rejected records before it are safe', async () => {
  expect(await acknowledge(() => {})).toEqual(['safe', 'state']);
});

test('a state stays back, and the run fails, when they cannot be made safe', async () => {
  const happened = await acknowledge(() => {
    throw new Error('the disk is full');
  });
  expect(happened).toEqual(['the disk is full']);
});
