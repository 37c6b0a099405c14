import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Readable, Writable} from 'node:stream';
import type {RecordResult, RecordWriter} from '@cohort-salesforce/spec';
import {describe, expect, test} from 'vitest';
import {LineWriter} from '../../../spec/lines/line-writer.js';
import {createCensor} from '../../../spec/runtime/command-line/censor.js';
import {MessageOutput} from '../../../spec/runtime/command-line/context.js';
import {writeRecords} from '../../../spec/runtime/destination/write-records.js';
import {catalogOf} from '../../fixtures/catalog.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const LIMIT = 1000;
const record = (id: number, text = '') =>
  JSON.stringify({type: 'RECORD', record: {stream: 'numbers', data: {id, text}, emitted_at: 1}});
const state = JSON.stringify({
  type: 'STATE',
  state: {type: 'STREAM', stream: {stream_descriptor: {name: 'numbers'}, stream_state: {}}},
});

async function write(lines: readonly string[]) {
  const rejects_dir = await temporaryFolder();
  const written: unknown[] = [];
  const said: string[] = [];
  const writer: RecordWriter = {
    batch: {records: 10, bytes: 1_000_000},
    inFlight: 1,
    write: async (records): Promise<readonly RecordResult[]> => {
      written.push(...records.map(({data}) => data.id));
      return records.map(() => ({status: 'created'}));
    },
  };
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      said.push(...String(chunk).split('\n').filter(Boolean));
      done();
    },
  });
  const output = new MessageOutput(new LineWriter(stdout), createCensor({}));
  const chunks =
    Buffer.from(`${lines.join('\n')}\n`)
      .toString('latin1')
      .match(/.{1,100}/gs) ?? [];
  const input = Readable.from(chunks.map(chunk => Buffer.from(chunk, 'latin1')));
  const run = {
    open: async () => writer,
    catalog: catalogOf(['numbers']),
    config: {rejects_dir},
    output,
    input,
    maxLineBytes: LIMIT,
  };
  const failure = await writeRecords(run).catch(error => error);
  const rejects = () =>
    readFileSync(join(rejects_dir, 'numbers.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
  return {written, said: said.map(line => JSON.parse(line)), failure, rejects};
}

describe('a line that is too long to be held', () => {
  test('is a record that is rejected alone, with its size and line; the others are written', async () => {
    const long = record(2, 'x'.repeat(5000));
    const {written, said, failure, rejects} = await write([record(1), long, record(3), state]);
    expect(failure).toBe(undefined);
    expect(written).toEqual([1, 3]);
    expect(rejects()).toEqual([
      expect.objectContaining({
        code: 'RECORD_TOO_LARGE',
        message: expect.stringContaining(`The record on line 2 has ${long.length} bytes`),
        record: {id: 2},
      }),
    ]);
    expect(said.find(({type}) => type === 'STATE')).toMatchObject({
      state: {destinationStats: {recordCount: 2, rejectedRecordCount: 1}},
    });
  });

  test('is another message that is passed over, with a warning', async () => {
    const log = JSON.stringify({type: 'LOG', log: {level: 'INFO', message: 'x'.repeat(5000)}});
    const {written, said, failure} = await write([record(1), log, state]);
    expect([written, failure]).toEqual([[1], undefined]);
    expect(JSON.stringify(said)).toContain('messages of type');
  });

  test.each([
    ['a state', state.replace('{}}}}', `${JSON.stringify({a: 'x'.repeat(5000)})}}}}`)],
    ['a record that breaks off', record(2, 'x'.repeat(5000)).slice(0, -10)],
    ['no message', 'x'.repeat(5000)],
  ])('is %s, which must not be left out: the run ends', async (_, line) => {
    const {failure, said} = await write([record(1), line, state]);
    expect(failure).toMatchObject({message: expect.stringContaining('line 2 is longer than')});
    expect(said.filter(({type}) => type === 'STATE')).toEqual([]);
  });
});
