import {expect, test} from 'vitest';
import {toServerTimes} from '../../source-cohort/cohort/server-times.js';

test('a server worked between the beginning of the call and the end of the second it names', () => {
  const date = 'Thu, 26 Nov 2026 01:00:10 GMT';
  const answered = Date.parse(date);
  expect(toServerTimes(date, 5000, 7000)).toEqual({
    before: answered - 2000,
    after: answered + 999,
  });
});

test.each([undefined, 'yesterday'])('without a date (%s) our own clock counts', date => {
  expect(toServerTimes(date, 5000, 7000)).toEqual({before: 5000, after: 7000});
});
