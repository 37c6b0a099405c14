import {expect, test} from 'vitest';
import {formatSummary} from '../../../harness/report/format-summary.js';
import {wrapLines} from '../../../harness/report/wrap.js';

const stream = {
  direction: 'import',
  stream: 'A_Custom_Object_With_A_Long_Name__c',
  read: 1_200_000,
  written: 0,
  created: 1_000_000,
  updated: 150_000,
  unchanged: 50_000,
  rejected: 0,
  listed: {},
};
const summary = {
  status: 'succeeded',
  exit_reason: 'completed',
  seconds: 2,
  streams: [stream],
  api_calls: {},
  errors: [],
} as unknown as Parameters<typeof formatSummary>[0];

test('a table that is wider than the terminal becomes lines of counts that fit', () => {
  expect(formatSummary(summary)).toMatch(/read +created/);
  const narrow = formatSummary(summary, 60).split('\n');
  expect(narrow[0]).toBe('import A_Custom_Object_With_A_Long_Name__c:');
  expect(narrow.join(' ')).toContain('1,200,000 read, 1,000,000 created,');
  expect(narrow.every(line => line.length <= 60)).toBe(true);
});

test('long lines are broken between words, and what continues them is indented', () => {
  const text = `short\n  ${'word '.repeat(10).trim()}`;
  expect(wrapLines(text, 30)).toBe(
    'short\n  word word word word word\n    word word word word word',
  );
  expect(wrapLines(`see ${'/a'.repeat(30)}`, 20)).toBe(`see\n  ${'/a'.repeat(30)}`);
});

test('what a stopped command keeps is said only where something was synced', () => {
  const stopped = {...summary, status: 'failed', exit_reason: 'interrupted'} as typeof summary;
  expect(formatSummary(stopped)).toContain('Stopped after 2.0 s. What was acknowledged is kept');
  expect(formatSummary({...stopped, streams: []})).toBe(
    'Stopped after 2.0 s, before anything was synced.',
  );
});
