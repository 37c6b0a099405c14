import {expect, onTestFinished, test} from 'vitest';
import {startCohort} from '../fixtures/cohort-emulator.js';
import {expectRoundTrip} from './fixtures/round-trip.js';

const JOBS = {write_form: 'job', job_poll_seconds: 0.01};
const NO_LOOKUP = {paths: {user_lookup: null}};

test.each([
  ['by jobs', JOBS],
  ['without a lookup', NO_LOOKUP],
  ['by jobs and without a lookup', {...JOBS, ...NO_LOOKUP}],
])('%s, what arrives equals what left, or is rejected with a reason', async (_, api) => {
  const cohort = await startCohort();
  onTestFinished(() => cohort.close());
  await expectRoundTrip(cohort, api);
  expect((await cohort.calls('POST /v1/users/batch')) > 0).toBe(!('write_form' in api));
});
