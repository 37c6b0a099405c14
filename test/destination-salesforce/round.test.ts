import {expect, test} from 'vitest';
import {prepareRecord} from '../../destination-salesforce/match/index.js';
import {Round} from '../../destination-salesforce/round/round.js';
import {buildTarget} from '../../destination-salesforce/target/index.js';
import type {Verdict} from '../../spec/index.js';
import {describes} from './fixtures/describes.js';
import {mapping, userOf} from './fixtures/users.js';

const config = {client_id: 'x', mapping};
const {target} = await buildTarget({config, describes, mode: 'upsert'});
const startRound = () =>
  new Round({prepare: data => prepareRecord(data, target), onTruncated: () => {}});
const record = (number: number, line: number) => ({data: userOf(number), line});

const updated: Verdict = {status: 'updated'};
const unchanged: Verdict = {status: 'unchanged'};
const rejected: Verdict = {
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
])('of the verdicts %j on one row the weightiest stands', async (given, expected) => {
  const round = startRound();
  const verdicts = round.add([record(1, 1)]);
  for (const verdict of given) round.settle(0, verdict);
  round.finish();
  expect(await verdicts).toEqual([expected]);
});

test('a row without a verdict fails its batch alone', async () => {
  const round = startRound();
  const first = round.add([record(1, 1)]);
  const second = round.add([record(2, 2)]);
  round.settle(1, updated);
  round.finish();
  await expect(first).rejects.toThrow('Row 0 was left without a verdict.');
  expect(await second).toEqual([updated]);
});

test('of two records of one user the later one is written', async () => {
  const round = startRound();
  const verdicts = round.add([record(1, 1), record(2, 2), record(1, 3)]);
  expect([...round.openRows()]).toEqual([1, 2]);
  for (const row of round.openRows()) round.settle(row, updated);
  round.finish();
  expect(await verdicts).toEqual([{status: 'superseded'}, updated, updated]);
});
