import {Readable, Writable} from 'node:stream';
import {expect, test} from 'vitest';
import {LineWriter} from '../../../../spec/lines/line-writer.js';
import {createCensor} from '../../../../spec/runtime/command-line/censor.js';
import {MessageOutput} from '../../../../spec/runtime/command-line/context.js';
import {writeRecords} from '../../../../spec/runtime/destination/write-records.js';
import {catalogOf} from '../../../fixtures/catalog.js';

const record = (stream = 'numbers') => ({
  type: 'RECORD',
  record: {stream, data: {n: 1}, emitted_at: 1},
});
const state = {
  type: 'STATE',
  state: {
    type: 'STREAM',
    stream: {stream_descriptor: {name: 'numbers'}, stream_state: {}},
  },
};
const globalState = {
  type: 'STATE',
  state: {type: 'GLOBAL', global: {stream_states: []}},
};
const status = (status: string, name = 'numbers') => ({
  type: 'TRACE',
  trace: {
    type: 'STREAM_STATUS',
    emitted_at: 1,
    stream_status: {stream_descriptor: {name}, status},
  },
});

/** The calls that writers receive about their streams at the end of the input, and how the run ended. */
async function endOf(messages: readonly (object | string)[], names = ['numbers']) {
  const told: Record<string, boolean> = {};
  const lines = messages.map(each => (typeof each === 'string' ? each : JSON.stringify(each)));
  const discarded = new Writable({write: (_chunk, _encoding, done) => done()});
  const run = writeRecords({
    open: async ({stream}) => ({
      batch: {records: 10, bytes: 1_000_000},
      inFlight: 1,
      write: async records => records.map(() => ({status: 'created'}) as const),
      flush: async (reason, isComplete) => {
        if (reason === 'end') told[stream.name] = isComplete;
      },
    }),
    catalog: catalogOf(names),
    config: {},
    input: Readable.from([Buffer.from(`${lines.join('\n')}\n`)]),
    output: new MessageOutput(new LineWriter(discarded), createCensor({})),
  });
  const failure = await run.then(
    () => undefined,
    (error: Error) => error.message,
  );
  return {told, failure};
}

test.each([
  ['a state after the last record', [record(), state], true],
  ['a state of all streams after the last record', [record(), globalState], true],
  ['no record at all', [], true],
  ['a record after the last state', [record(), state, record()], false],
  ['no state', [record()], false],
  ['COMPLETE', [status('STARTED'), record(), status('COMPLETE')], true],
  ['COMPLETE before the last state', [record(), status('COMPLETE'), state], true],
  ['INCOMPLETE', [record(), state, status('INCOMPLETE')], false],
  ['INCOMPLETE, and then COMPLETE', [status('INCOMPLETE'), status('COMPLETE')], false],
  ['a begin only', [status('STARTED'), record(), state], false],
  ['COMPLETE, and then one more record', [status('COMPLETE'), record()], false],
  ['the status of a stream that nobody knows', [record(), state, status('STARTED', 'x')], true],
])('an input with %s is complete: %s', async (_, messages, isComplete) => {
  expect(await endOf(messages)).toEqual({told: {numbers: isComplete}, failure: undefined});
});

test('each stream is complete or not by itself', async () => {
  const messages = [record(), record('letters'), state, status('INCOMPLETE', 'letters')];
  const {told} = await endOf(messages, ['numbers', 'letters']);
  expect(told).toEqual({numbers: true, letters: false});
});

test('after a failed run no stream is complete', async () => {
  const {told, failure} = await endOf([record(), status('COMPLETE'), '{"type":']);
  expect(failure).toMatch(/line 3 is not an Airbyte message/);
  expect(told).toEqual({numbers: false});
});
