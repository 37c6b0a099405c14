import {expect, test} from 'vitest';
import {parseSince} from '../../../harness/command-line/parse-since.js';

const NOW = Date.parse('2026-05-08T12:00:00Z');

test('an age or a time becomes a time in UTC', () => {
  expect(parseSince('7d', NOW)).toBe('2026-05-01T12:00:00.000Z');
  expect(parseSince('12h', NOW)).toBe('2026-05-08T00:00:00.000Z');
  expect(parseSince('30m', NOW)).toBe('2026-05-08T11:30:00.000Z');
  expect(parseSince('2026-05-01T10:00+02:00', NOW)).toBe('2026-05-01T08:00:00.000Z');
});

test('anything else is refused', () => {
  for (const text of ['soon', '7', '7w', '-7d', '2026-99-99', '5 May'])
    expect(() => parseSince(text, NOW)).toThrow(`found ${text}`);
});
