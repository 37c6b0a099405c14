import {setImmediate as nextTurn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {type ConfiguredAirbyteStream, streamKey} from '../../../../spec/protocol/index.js';
import type {MessageOutput} from '../../../../spec/runtime/command-line/context.js';
import {StateAcknowledger} from '../../../../spec/runtime/destination/state-acknowledger.js';
import {StreamBatcher} from '../../../../spec/runtime/destination/stream-batcher.js';

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
  await states.finished();
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

test("a state follows the writer's own preparations and carries its counts", async () => {
  const happened: string[] = [];
  const batcher = new StreamBatcher({
    stream: {stream: {name: 'numbers'}} as ConfiguredAirbyteStream,
    writer: {
      batch: {records: 1, bytes: 1},
      inFlight: 1,
      write: async () => [],
      beforeState: async () => {
        happened.push('prepared');
      },
      takeStats: () => ({listed_CONFLICT: 2}),
    },
    readRecord: () => expect.unreachable(),
    rejects: {earlier: undefined, refuse: async () => {}},
    fail: () => {},
  });
  const states = new StateAcknowledger({
    batchers: new Map([[streamKey({name: 'numbers'}), batcher]]),
    output: {sendLine: (line: string) => happened.push(line)} as unknown as MessageOutput,
    beforeState: async () => {},
    fail: error => happened.push((error as Error).message),
  });
  states.acknowledge(STATE);
  await states.finished();
  expect(happened[0]).toBe('prepared');
  expect(JSON.parse(happened[1] ?? '').state.destinationStats.additionalStats).toEqual({
    created: 0,
    updated: 0,
    unchanged: 0,
    duplicates: 0,
    listed_CONFLICT: 2,
  });
});
