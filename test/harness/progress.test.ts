import {expect, test} from 'vitest';
import type {StateLedger} from '../../harness/pipe/state-ledger.js';
import {progressLine} from '../../harness/report/progress.js';

function line(
  expected: number | undefined,
  left: number | undefined,
  acknowledged = 60_000,
): string {
  const tallies = new Map([['Contact', {read: 120_000, acknowledged}]]);
  const ledger = {tallies} as unknown as StateLedger;
  const facts = {label: 'import', ledger, estimate: () => expected, callsLeft: () => left};
  return progressLine(facts, 12);
}

test('the rate and the time left are those of what is written, which may be slower than reading', () => {
  expect(line(200_000, 84_231)).toBe(
    'import Contact: 120,000 of 200,000 read, 60,000 written, 5,000/s, 28 s left; 84,231 API calls left today',
  );
});

test('everything read is not everything done', () => {
  expect(line(120_000, undefined)).toContain('5,000/s, 12 s left');
});

test('what nobody knows is not told', () => {
  expect(line(undefined, undefined)).toBe('import Contact: 120,000 read, 60,000 written, 5,000/s');
  expect(line(200_000, undefined, 0)).toBe('import Contact: 120,000 of 200,000 read, 0 written');
});
