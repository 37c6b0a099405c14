import {pollJob} from '@cohort-salesforce/source-salesforce/salesforce';
import {expect, test} from 'vitest';
import {recordingContext} from '../../../fixtures/recording-context.js';

const HOUR = 3_600_000;

/** Polls a job that is over after some time, without any time passing. */
async function poll(overAfterMs: number, {ageMs = 0, limitMs = 12 * HOUR} = {}) {
  const {context, logs} = recordingContext();
  let passed = ageMs;
  let asked = 0;
  const job = await pollJob({
    what: 'the bulk query 750x',
    read: async () => {
      asked += 1;
      return {state: passed >= overAfterMs ? 'JobComplete' : 'InProgress'};
    },
    isOver: ({state}) => state === 'JobComplete',
    context,
    ageMs,
    limitMs,
    pause: async milliseconds => {
      passed += milliseconds;
    },
  }).catch((error: unknown) => error);
  return {job, logs, asked};
}

test('a job that is over soon is waited for in silence', async () => {
  const {job, logs} = await poll(5000);
  expect(job).toEqual({state: 'JobComplete'});
  expect(logs).toEqual([]);
});

test('a job that takes hours is logged now and then, and polled at most every 30 seconds', async () => {
  const {logs, asked} = await poll(2 * HOUR);
  expect(logs[0]).toContain('the bulk query 750x: it is InProgress after');
  expect(logs[0]).toContain('up to 12 hours');
  expect(logs.length).toBeGreaterThan(5);
  expect(logs.length).toBeLessThan(20);
  expect(asked).toBeLessThan(260);
});

test('a job that is never over ends with an error that says what was waited for, and how long', async () => {
  const {job} = await poll(Number.POSITIVE_INFINITY);
  expect(job).toMatchObject({
    failure: 'transient_error',
    message: expect.stringMatching(/the bulk query 750x in 12 hours: it is InProgress/),
    facts: {errorCode: 'JOB_TOO_LONG'},
  });
});

test('what the job has run before counts', async () => {
  const {job, asked} = await poll(Number.POSITIVE_INFINITY, {ageMs: 11.9 * HOUR});
  expect(job).toMatchObject({facts: {errorCode: 'JOB_TOO_LONG'}});
  expect(asked).toBeLessThan(30);
});
