import {expect, test} from 'vitest';
import {StreamBatcher} from '../../../spec/run/stream-batcher.js';
import {catalogOf} from '../../fixtures/catalog.js';

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
