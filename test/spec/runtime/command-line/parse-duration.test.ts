import {parseDuration} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';

const HOUR = 3_600_000;

test.each([
  ['PT0S', 0],
  ['PT10M', HOUR / 6],
  ['PT1.5S', 1500],
  ['P1DT2H', 26 * HOUR],
  ['P2W', 14 * 24 * HOUR],
  ['P1M', 30 * 24 * HOUR],
  ['P1Y', 365 * 24 * HOUR],
  ['P100Y', 36_500 * 24 * HOUR],
])('%s is %i ms', (text, milliseconds) => {
  expect(parseDuration('lookback_window', text)).toBe(milliseconds);
});

test.each(['', 'P', 'PT', '10M', 'P10', 'PT1D', 'P-1D', 'PT10M ', 'P101Y', 'PT99999999999999H'])(
  '%j is refused with the key',
  text => {
    expect(() => parseDuration('lookback_window', text)).toThrow(
      expect.objectContaining({
        failure: 'config_error',
        message: `lookback_window is ${JSON.stringify(text)}, expected an ISO 8601 duration of at most 100 years, such as PT10M or P30D.`,
      }),
    );
  },
);
