import {expect, test} from 'vitest';
import {ExactNumber} from '../../../spec/lines/exact-json.js';
import {toCanonicalValue, type ValueKind} from '../../../spec/values/canonical-value.js';

test.each<[ValueKind, unknown, string | null]>([
  ['number', 40204, '40204'],
  ['number', '40204.0', '40204'],
  ['number', '-0.50', '-0.5'],
  ['number', '-0', '0'],
  ['number', '0.50', '0.5'],
  ['number', '0.0', '0'],
  ['number', '-10', '-10'],
  ['number', '007', '7'],
  ['number', '.5', '0.5'],
  ['number', '1.5e3', '1500'],
  ['number', '15e-4', '0.0015'],
  ['number', new ExactNumber('12345678901234567.10'), '12345678901234567.1'],
  ['number', '1e999999999', '1e999999999'],
  ['number', 'n/a', 'n/a'],
  ['boolean', true, 'true'],
  ['boolean', 'TRUE', 'true'],
  ['datetime', '2026-01-31T01:00:00.000+0100', '2026-01-31T00:00:00.000Z'],
  ['datetime', '2026-01-31T00:00:00Z', '2026-01-31T00:00:00.000Z'],
  ['datetime', '2026-01-28T23:59:59.999+0000', '2026-01-28T23:59:59.999Z'],
  ['datetime', '2026-02-30T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
  ['datetime', '2026-02-32T00:00:00.000Z', '2026-02-32T00:00:00.000Z'],
  ['datetime', '2026-01-28T24:00:00.000Z', '2026-01-29T00:00:00.000Z'],
  ['datetime', '2026-03-29 02:30', '2026-03-29T02:30:00.000Z'],
  ['datetime', '2026-03-29', '2026-03-29T00:00:00.000Z'],
  ['datetime', '2026-06-01T10:00:00.5-0330', '2026-06-01T13:30:00.500Z'],
  ['datetime', '5', '5'],
  ['datetime', 'soon', 'soon'],
  ['date', '2026-01-31', '2026-01-31'],
  ['text', '007', '007'],
  ['text', 'a\r\nb', 'a\nb'],
  ['text', '', null],
  ['text', null, null],
  ['text', ['a'], '["a"]'],
])('as %s, %j is %j', (kind, value, canonical) => {
  expect(toCanonicalValue(kind, value)).toBe(canonical);
});
