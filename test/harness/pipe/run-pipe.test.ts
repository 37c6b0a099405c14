import {Readable, Writable} from 'node:stream';
import type {ConfiguredAirbyteCatalog} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {MessageHandler, type Problem} from '../../../harness/connector/message-handler.js';
import type {PipeEnd} from '../../../harness/pipe/pipe-end.js';
import {runPipe} from '../../../harness/pipe/run-pipe.js';
import {StateLedger} from '../../../harness/pipe/state-ledger.js';

const catalog = {
  streams: [
    {
      stream: {name: 'numbers', json_schema: {}, supported_sync_modes: ['incremental']},
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
    },
  ],
} as ConfiguredAirbyteCatalog;
const RECORD = '{"type":"RECORD","record":{"stream":"numbers","emitted_at":1,"data":{"id":1}}}\n';

function sourceOf(problem: (found: Problem) => void): PipeEnd {
  const log = () => {};
  return {
    connector: {
      name: 'source',
      pid: 0,
      stdin: new Writable(),
      stdout: Readable.from([Buffer.from(RECORD)]),
      stderr: Readable.from([]),
      exited: Promise.resolve({code: 0, signal: null}),
      stop: () => {},
    },
    listener: new MessageHandler({connector: 'source', log, saveConfig: async () => {}, problem}),
    log,
  };
}

/** What is reported of a run that does not move everything. */
async function runWith(start: (stop: AbortController) => PipeEnd): Promise<Problem[]> {
  const problems: Problem[] = [];
  const problem = (found: Problem) => problems.push(found);
  const stop = new AbortController();
  const isComplete = await runPipe({
    source: sourceOf(problem),
    destination: {name: 'destination', isDeferred: true, start: async () => start(stop)},
    catalog,
    ledger: new StateLedger(['numbers']),
    limits: {heartbeatMs: 10_000, answerMs: 10_000, exitMs: 10_000},
    save: async () => {},
    problem,
    signal: stop.signal,
    abandon: new AbortController().signal,
  });
  expect(isComplete).toBe(false);
  return problems;
}

test('a run that is stopped before its destination was started has no problem', async () => {
  const problems = await runWith(stop => {
    stop.abort();
    throw stop.signal.reason;
  });
  expect(problems).toEqual([]);
});

test('that a destination cannot be started is a problem', async () => {
  const problems = await runWith(() => {
    throw new Error('no such program');
  });
  expect(problems).toMatchObject([{message: expect.stringContaining('no such program')}]);
});

test('a destination that ends well before it has read everything is a problem', async () => {
  const problems = await runWith(() => {
    const problem = () => {};
    const gone = sourceOf(problem);
    const stdin = new Writable();
    stdin.destroy();
    const connector = {...gone.connector, stdin, stdout: Readable.from([])};
    return {...gone, connector};
  });
  expect(problems).toMatchObject([
    {connector: 'destination', message: 'destination ended before it had read everything.'},
  ]);
});
