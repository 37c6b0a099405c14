import type {InputRecord} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {StreamBatcher} from '../../../../spec/runtime/destination/stream-batcher.js';
import {catalogOf} from '../../../fixtures/catalog.js';

test('a record without a result fails the run, and its segment never finishes', async () => {
  const [stream] = catalogOf(['numbers']).streams;
  if (!stream) throw new Error('There is no stream.');
  const failures: unknown[] = [];
  const batcher = new StreamBatcher({
    stream,
    writer: {
      batch: {records: 10, bytes: 1000},
      inFlight: 1,
      write: async () => [{status: 'created'}],
    },
    readRecord: () => expect.unreachable(),
    rejects: {earlier: undefined, refuse: async () => {}},
    fail: error => failures.push(error),
  });
  batcher.add({data: {n: 1}, line: 1}, Buffer.alloc(7));
  batcher.add({data: {n: 2}, line: 2}, Buffer.alloc(7));
  await expect(batcher.endSegment()).rejects.toThrow('found 1 results, expected one for each of 2');
  expect(failures).toHaveLength(1);
});

test('batches are cut by records and by bytes, and what waits is sent in a pause', async () => {
  const [stream] = catalogOf(['numbers']).streams;
  if (!stream) throw new Error('There is no stream.');
  const batches: unknown[][] = [];
  const pauses: string[] = [];
  const batcher = new StreamBatcher({
    stream,
    writer: {
      batch: {records: 3, bytes: 100},
      inFlight: 10,
      write: async (records: readonly InputRecord[]) => {
        batches.push(records.map(({line}) => line));
        return records.map(() => ({status: 'created'}) as const);
      },
      flush: async reason => void pauses.push(reason),
    },
    readRecord: () => expect.unreachable(),
    rejects: {earlier: undefined, refuse: async () => {}},
    fail: error => {
      throw error;
    },
  });
  const bytes = [10, 10, 10, 60, 40, 99, 1, 50];
  for (const [index, size] of bytes.entries())
    batcher.add({data: {n: index}, line: index + 1}, Buffer.alloc(size));
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
    [6, 7],
  ]);
  await batcher.flush('pause');
  expect([batches.at(-1), pauses]).toEqual([[8], ['pause']]);
  expect(await batcher.endSegment()).toMatchObject({created: 8, rejected: 0});
});

test('of records that a writer takes one by one, the refused are read from their lines again', async () => {
  const [stream] = catalogOf(['numbers']).streams;
  if (!stream) throw new Error('There is no stream.');
  const refused: InputRecord[] = [];
  const seen: unknown[] = [];
  const rejection = {
    status: 'rejected',
    key: null,
    code: 'TOO_ODD',
    message: 'It is odd.',
  } as const;
  const batcher = new StreamBatcher({
    stream,
    writer: {
      batch: {records: 3, bytes: 1_000_000},
      inFlight: 2,
      write: () => expect.unreachable(),
      begin: () => {
        const odd: boolean[] = [];
        return {
          add: ({data}) => odd.push(Number(data.n) % 2 === 1),
          write: async recordAt => {
            seen.push(recordAt(0).data);
            return odd.map(isOdd => (isOdd ? rejection : ({status: 'created'} as const)));
          },
        };
      },
    },
    readRecord: (line, lineNumber) => ({data: JSON.parse(String(line)), line: lineNumber}),
    rejects: {
      earlier: undefined,
      refuse: async rejected => void refused.push(...rejected.map(({record}) => record)),
    },
    fail: error => {
      throw error;
    },
  });
  const long = 'x'.repeat(300_000);
  for (const n of [1, 2, 3, 4, 5]) {
    const data = {n, long};
    batcher.add({data, line: 10 + n}, Buffer.from(JSON.stringify(data)));
  }
  expect(await batcher.endSegment()).toMatchObject({created: 2, rejected: 3});
  expect(refused).toEqual([1, 3, 5].map(n => ({data: {n, long}, line: 10 + n})));
  expect(seen).toEqual([
    {n: 1, long},
    {n: 4, long},
  ]);
});
