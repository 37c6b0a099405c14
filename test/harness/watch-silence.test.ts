import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {watchSilence} from '../../harness/pipe/watch-silence.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watch(limitMs: number, isExcused = () => false) {
  const onSilence = vi.fn();
  return {onSilence, ...watchSilence({limitMs, isExcused, onSilence})};
}

test('calls once when nothing is heard for as long as is allowed', () => {
  const {onSilence, alive} = watch(100_000);
  vi.advanceTimersByTime(90_000);
  alive();
  vi.advanceTimersByTime(99_000);
  expect(onSilence).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100_000);
  expect(onSilence).toHaveBeenCalledOnce();
});

test('gives a program a minute to start, however short the limit', () => {
  const {onSilence, alive} = watch(1_000);
  vi.advanceTimersByTime(59_000);
  expect(onSilence).not.toHaveBeenCalled();
  alive();
  vi.advanceTimersByTime(1_500);
  expect(onSilence).toHaveBeenCalledOnce();
});

test('does not count the time in which nothing can be said', () => {
  let isExcused = true;
  const {onSilence} = watch(100_000, () => isExcused);
  vi.advanceTimersByTime(1_000_000);
  isExcused = false;
  vi.advanceTimersByTime(70_000);
  expect(onSilence).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(onSilence).toHaveBeenCalledOnce();
});

test('is quiet once it is stopped', () => {
  const {onSilence, stop} = watch(1_000);
  stop();
  vi.advanceTimersByTime(1_000_000);
  expect(onSilence).not.toHaveBeenCalled();
});
