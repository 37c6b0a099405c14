import {type RecordResult, stringifyJson} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';
import {WriteBatch} from '../../../destination-salesforce/batch/write-batch.js';
import {prepareRecord} from '../../../destination-salesforce/match/index.js';
import {buildTarget} from '../../../destination-salesforce/target/index.js';
import {describes} from '../fixtures/describes.js';
import {mapping, userOf} from '../fixtures/users.js';

const config = {client_id: 'x', mapping};
const {target} = await buildTarget({config, describes, mode: 'upsert'});
const startBatch = () =>
  new WriteBatch({prepare: data => prepareRecord(data, target), onTruncated: () => {}});
const record = (number: number, line: number) => ({data: userOf(number), line});

const updated: RecordResult = {status: 'updated'};
const unchanged: RecordResult = {status: 'unchanged'};
const rejected: RecordResult = {
  status: 'rejected',
  key: 'user1@example.com',
  code: 'FIELD_INTEGRITY_EXCEPTION',
  message: 'no',
};

test.each([
  [[unchanged, updated], updated],
  [[updated, unchanged], updated],
  [[updated, rejected], {...rejected, record: record(1, 1)}],
  [[rejected, updated], {...rejected, record: record(1, 1)}],
])('of the results %j on one row the weightiest stands', async (given, expected) => {
  const writeBatch = startBatch();
  const results = writeBatch.add([record(1, 1)]);
  for (const result of given) writeBatch.onResult(0, result);
  writeBatch.finish();
  expect(await results).toEqual([expected]);
});

test('a row without a result fails its batch alone', async () => {
  const writeBatch = startBatch();
  const first = writeBatch.add([record(1, 1)]);
  const second = writeBatch.add([record(2, 2)]);
  writeBatch.onResult(1, updated);
  writeBatch.finish();
  await expect(first).rejects.toThrow('Row 0 has no result.');
  expect(await second).toEqual([updated]);
});

test('of two records of one user the later one is written', async () => {
  const writeBatch = startBatch();
  const results = writeBatch.add([record(1, 1), record(2, 2), record(1, 3)]);
  expect([...writeBatch.openRows()]).toEqual([1, 2]);
  for (const row of writeBatch.openRows()) writeBatch.onResult(row, updated);
  writeBatch.finish();
  expect(await results).toEqual([{status: 'duplicate'}, updated, updated]);
});

test('a rejected record is read again from the bytes of its message, with every digit', async () => {
  const writeBatch = startBatch();
  const data = '{"id":"u1","email":"user1@example.com","points":12345678901234567890}';
  const bytes = Buffer.from(`\ufeff{"type":"RECORD","record":{"data":${data}}}`);
  const results = writeBatch.add([{...record(1, 7), bytes}]);
  writeBatch.onResult(0, rejected);
  writeBatch.finish();
  const [result] = await results;
  expect(result).toMatchObject({status: 'rejected', record: {line: 7}});
  expect(stringifyJson(result?.status === 'rejected' && result.record?.data)).toBe(data);
});
