import {Readable, Writable} from 'node:stream';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {RecordResult, RecordWriter, Source} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {LineWriter} from '../../../spec/lines/line-writer.js';
import {createCensor} from '../../../spec/runtime/command-line/censor.js';
import {MessageOutput} from '../../../spec/runtime/command-line/context.js';
import {writeRecords} from '../../../spec/runtime/destination/write-records.js';
import {readStreams} from '../../../spec/runtime/source/read-streams.js';
import {catalogOf} from '../../fixtures/catalog.js';

const TURNS = 50;
const catalog = catalogOf(['numbers']);

async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}

function outputTo(stream: Writable) {
  const lines = new LineWriter(stream);
  return {lines, output: new MessageOutput(lines, createCensor({}))};
}

test('a source is asked for no more records while its reader does not read', async () => {
  let asked = 0;
  let isReading = false;
  let read = () => {};
  const pipe = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => {
      if (isReading) done();
      else read = done;
    },
  });
  const source = {
    async *read() {
      for (; asked < TURNS; asked += 1) {
        await nextTurn();
        yield {kind: 'records', records: [`"${'x'.repeat(70_000)}"`]} as const;
      }
    },
  } as unknown as Source<object, object>;
  const run = {source, session: {}, catalog, states: new Map(), ...outputTo(pipe)};
  const reading = readStreams(run);
  await turns();
  expect(asked).toBeLessThan(3);
  isReading = true;
  read();
  expect(await reading).toBe(true);
  expect(asked).toBe(TURNS);
});

test('a destination takes no more records in while enough of them are under way', async () => {
  let sent = 0;
  const answers: (() => void)[] = [];
  let isOpen = false;
  const writer: RecordWriter = {
    batch: {records: 1, bytes: 1_000_000},
    inFlight: 2,
    write: async (): Promise<readonly RecordResult[]> => {
      sent += 1;
      if (!isOpen) await new Promise<void>(resolve => answers.push(resolve));
      return [{status: 'created'}];
    },
  };
  const line = '{"type":"RECORD","record":{"stream":"numbers","data":{"n":1},"emitted_at":1}}\n';
  const input = Readable.from(Array.from({length: TURNS}, () => Buffer.from(line)));
  const discarded = new Writable({write: (_chunk, _encoding, done) => done()});
  const writing = writeRecords({
    open: async () => writer,
    catalog,
    config: {},
    input,
    output: outputTo(discarded).output,
  });
  await turns();
  expect(sent).toBe(2);
  isOpen = true;
  for (const answer of answers) answer();
  await writing;
  expect(sent).toBe(TURNS);
});
