import {expect, test} from 'vitest';
import type {StateLedger} from '../../harness/pipe/state-ledger.js';
import {progressLine} from '../../harness/report/progress.js';

function line(expected: number | undefined, left: number | undefined): string {
  const tallies = new Map([['Contact', {read: 120_000, settled: 118_000}]]);
  const ledger = {tallies} as unknown as StateLedger;
  const facts = {label: 'import', ledger, estimate: () => expected, callsLeft: () => left};
  return progressLine(facts, 12);
}

test('the progress line tells counts, rate, what is left to do, and what is left of the calls', () => {
  expect(line(200_000, 84_231)).toBe(
    'import Contact: 120,000 of 200,000 read, 118,000 settled, 10,000/s, 8 s left; 84,231 API calls left today',
  );
});

test('what nobody knows is not told', () => {
  expect(line(undefined, undefined)).toBe(
    'import Contact: 120,000 read, 118,000 settled, 10,000/s',
  );
});
