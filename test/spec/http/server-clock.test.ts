import {createServerClock} from '@cohort-salesforce/spec/http';
import fc from 'fast-check';
import {expect, test} from 'vitest';

const NOON = Date.UTC(2026, 0, 1, 12);
const DAY = 24 * 3_600_000;

function clockAt(ahead = 0) {
  const time = {passed: 0};
  const clock = createServerClock({
    wall: () => NOON + ahead + time.passed,
    monotonic: () => time.passed,
  });
  const hear = (difference: number) =>
    clock.learn(new Date(NOON + time.passed + difference).toUTCString());
  return {clock, hear, time};
}

test('it is this machine until an answer told otherwise', () => {
  const {clock} = clockAt();
  expect(clock.now()).toBe(NOON);
});

test.each([-DAY, 0, 3 * DAY])('it tells how far the server is ahead: %d ms', difference => {
  const {clock, hear} = clockAt();
  expect(clock.ahead()).toBeUndefined();
  for (let answer = 0; answer < 3; answer += 1) hear(difference);
  expect(clock.ahead()).toBe(difference);
});

test('the server is believed when this machine is ahead', () => {
  const {clock, hear, time} = clockAt(DAY);
  hear(0);
  time.passed = 5000;
  expect(clock.now()).toBe(NOON + 5000);
});

test('a server that is ahead in every answer does not move it past this machine', () => {
  const {clock, hear} = clockAt();
  for (let answer = 0; answer < 5; answer += 1) hear(3 * DAY);
  expect(clock.now()).toBe(NOON);
  expect(clock.latest()).toBeGreaterThanOrEqual(NOON + 3 * DAY);
});

test('one answer of any time among honest ones changes nothing', () => {
  const days = fc.integer({min: -1000, max: 100_000});
  fc.assert(
    fc.property(days, fc.integer({min: 2, max: 5}), (wrong, at) => {
      const {clock, hear} = clockAt(30 * DAY);
      for (let answer = 0; answer < 6; answer += 1) {
        hear(answer === at ? wrong * DAY : 0);
        expect(clock.now()).toBe(NOON);
      }
    }),
  );
});

test('what is no date is no answer', () => {
  const {clock} = clockAt();
  clock.learn('soon');
  clock.learn(undefined);
  expect(clock.now()).toBe(NOON);
});
