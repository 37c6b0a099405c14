import {expect, test} from 'vitest';
import {countCalls, formatApiCalls} from '../../../harness/store/count-calls.js';
import type {PastRun} from '../../../harness/store/run-history.js';

function run(started: string, more: Partial<PastRun>): PastRun {
  return {
    command: 'sync',
    started,
    status: 'succeeded',
    exit_reason: 'completed',
    seconds: 2,
    streams: [],
    api_calls: {},
    errors: [],
    ...more,
  };
}

const RUNS = [
  run('2026-05-03T07:00:00.000Z', {api_calls: {salesforce: 50}}),
  run('2026-05-03T09:00:00.000Z', {api_calls: {salesforce: 10, cohort: 5}}),
  run('2026-05-04T08:00:00.000Z', {
    api_calls: {salesforce: 20, cohort: 1},
    api_usage: {used: 120, limit: 100_000},
  }),
];

test('the calls of the runs are added up by day and system, the latest day first', () => {
  expect(countCalls(RUNS).by_day).toEqual([
    {day: '2026-05-04', calls: {salesforce: 20, cohort: 1}},
    {day: '2026-05-03', calls: {salesforce: 60, cohort: 5}},
  ]);
});

test("the share of the org's calls is that of the 24 hours before Salesforce told its count", () => {
  const until = '2026-05-04T08:00:02.000Z';
  const share = {ours: 30, used: 120, limit: 100_000, until};
  expect(countCalls(RUNS).last_24_hours).toEqual(share);
  expect(formatApiCalls(countCalls(RUNS)).at(-1)).toContain(
    '120 by all apps, 30 of them by these runs (25%). The org allows 100,000.',
  );
});

test('without runs, or without calls, there is nothing to tell', () => {
  expect(formatApiCalls(countCalls([]))).toEqual([]);
  expect(formatApiCalls(countCalls([run('2026-05-04T08:00:00.000Z', {})]))).toEqual([]);
  expect(countCalls(RUNS.slice(0, 2)).last_24_hours).toBeUndefined();
});
