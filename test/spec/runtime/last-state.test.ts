import {Writable} from 'node:stream';
import {
  type AirbyteMessage,
  LineWriter,
  type ReadEvent,
  type Source,
} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {createCensor} from '../../../spec/runtime/command-line/censor.js';
import {MessageOutput} from '../../../spec/runtime/command-line/context.js';
import {readStreams} from '../../../spec/runtime/source/read-streams.js';
import {catalogOf} from '../../fixtures/catalog.js';

/** The states of a run whose source gives these events. */
async function statesOf(events: readonly ReadEvent[], before?: Record<string, unknown>) {
  const chunks: Buffer[] = [];
  const stdout = new Writable({
    write(chunk, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  const lines = new LineWriter(stdout);
  const source: Pick<Source<object, null>, 'read'> = {
    async *read() {
      yield* events;
    },
  };
  await readStreams({
    source: source as Source<object, null>,
    session: null,
    catalog: catalogOf(['numbers']),
    states: new Map(before ? [['numbers', before]] : []),
    lines,
    output: new MessageOutput(lines, createCensor({})),
  });
  await lines.finish();
  const messages = Buffer.concat(chunks).toString().trim().split('\n');
  return messages.flatMap(line => {
    const message = JSON.parse(line) as AirbyteMessage;
    return message.type === 'STATE' ? [message.state.stream?.stream_state] : [];
  });
}

const records: ReadEvent = {kind: 'records', records: ['{"n":1}']};

test('records after the last state are followed by that state once more', async () => {
  expect(await statesOf([records, {kind: 'state', state: {next: 2}}, records])).toEqual([
    {next: 2},
    {next: 2},
  ]);
});

test('a run without a state of its own keeps that of the run before', async () => {
  expect(await statesOf([records], {next: 7})).toEqual([{next: 7}]);
});

test('a first run without a state ends with an empty one', async () => {
  expect(await statesOf([records])).toEqual([{}]);
});
