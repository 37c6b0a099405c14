import type {InputRecord} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {StreamBatcher} from '../../../../spec/runtime/destination/stream-batcher.js';
import {catalogOf} from '../../../fixtures/catalog.js';

test('a record without a verdict fails the run, and its segment is never settled', async () => {
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
    refuse: async () => {},
    fail: error => failures.push(error),
  });
  batcher.add({data: {n: 1}, line: 1}, 7);
  batcher.add({data: {n: 2}, line: 2}, 7);
  await expect(batcher.endSegment()).rejects.toThrow('found 1 verdicts, wanted one for each of 2');
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
    refuse: async () => {},
    fail: error => {
      throw error;
    },
  });
  const bytes = [10, 10, 10, 60, 40, 99, 1, 50];
  for (const [index, size] of bytes.entries())
    batcher.add({data: {n: index}, line: index + 1}, size);
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
    [6, 7],
  ]);
  await batcher.flush('pause');
  expect([batches.at(-1), pauses]).toEqual([[8], ['pause']]);
  expect(await batcher.endSegment()).toMatchObject({created: 8, rejected: 0});
});
