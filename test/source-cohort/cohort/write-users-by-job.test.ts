import {expect, onTestFinished, test} from 'vitest';
import {
  type ApiOverrides,
  createCohort,
  prepareUserText,
} from '../../../source-cohort/cohort/index.js';
import {startCohort} from '../../fixtures/cohort-emulator.js';
import {recordingContext} from '../../fixtures/recording-context.js';

const toText = prepareUserText([{target: 'firstName', isCore: true}]);
const user = (email: string, firstName = 'Ann') => toText(email, [firstName]);
const STARTED = 'POST /v1/users/jobs';
const POLLED = 'GET /v1/users/jobs/:id';

async function start(api: ApiOverrides = {}) {
  const emulator = await startCohort();
  const settings = {write_form: 'job', job_poll_seconds: 0.01, ...api} as const;
  const {context} = recordingContext();
  const cohort = createCohort({...emulator.config, api: settings}, context);
  onTestFinished(async () => {
    await cohort.close();
    await emulator.close();
  });
  return {emulator, cohort};
}

test('a job is started, polled, and gives a result for each user', async () => {
  const {emulator, cohort} = await start();
  await emulator.put([{email: 'b@example.com', firstName: 'Ann'}]);
  await emulator.fault({kind: 'jobs', polls: 4});
  const users = [
    user('a@example.com'),
    user('b@example.com'),
    user('nobody'),
    user('c@example.com'),
  ];
  const {results, repeated, times} = await cohort.writeUsers('upsert', users);
  expect(results.map(({index, status}) => [index, status])).toEqual([
    [0, 'created'],
    [1, 'unchanged'],
    [2, 'invalid'],
    [3, 'created'],
  ]);
  expect(results[2]?.error?.message).toBeDefined();
  expect(repeated).toBe(false);
  expect(times.began).toBeLessThanOrEqual(times.answered);
  expect(await emulator.calls(STARTED)).toBe(1);
  expect(await emulator.calls(POLLED)).toBe(5);
  expect(await emulator.calls('POST /v1/users/batch')).toBe(1);
});

test('a job may hold more users than a batch', async () => {
  const {emulator, cohort} = await start();
  const users = Array.from({length: 2000}, (_, index) => user(`u${index}@example.com`));
  const {results} = await cohort.writeUsers('upsert', users);
  expect(results).toHaveLength(2000);
  expect((await emulator.users()).length).toBe(2000);
});

test('a start whose reply is lost is repeated, and is no second job', async () => {
  const {emulator, cohort} = await start();
  await emulator.fault({route: '/v1/users/jobs', times: 1, loseReply: true});
  const {results, repeated} = await cohort.writeUsers('upsert', [user('a@example.com')]);
  // Of the first start: a second job would have found nothing to do.
  expect(results).toMatchObject([{status: 'created'}]);
  expect(repeated).toBe(true);
  expect(await emulator.calls(STARTED)).toBe(2);
});

test('a poll that fails for a moment is repeated', async () => {
  const {emulator, cohort} = await start();
  await emulator.fault({
    method: 'GET',
    route: '/v1/users/jobs/:id',
    times: 2,
    answer: {status: 503},
  });
  const {results} = await cohort.writeUsers('upsert', [user('a@example.com')]);
  expect(results).toMatchObject([{status: 'created'}]);
});

test('a job that never ends is a failure that can pass', async () => {
  const {emulator, cohort} = await start({job_timeout_seconds: 1});
  await emulator.fault({kind: 'jobs', outcome: 'stuck'});
  const error = await cohort.writeUsers('upsert', [user('a@example.com')]).catch(found => found);
  expect(error.failure).toBe('transient_error');
  expect(error.message).toContain('within 1 seconds');
  expect(error.message).toContain('api.job_timeout_seconds');
});

test('a job that Cohort no longer knows is a failure that can pass', async () => {
  const {emulator, cohort} = await start();
  await emulator.fault({kind: 'jobs', outcome: 'lost'});
  const error = await cohort.writeUsers('upsert', [user('a@example.com')]).catch(found => found);
  expect(error.failure).toBe('transient_error');
  expect(error.message).toContain('no longer knows the job');
});

test('a job that fails as a whole is a refusal in the words of Cohort', async () => {
  const {emulator, cohort} = await start();
  await emulator.fault({kind: 'jobs', outcome: 'failed'});
  const error = await cohort.writeUsers('upsert', [user('a@example.com')]).catch(found => found);
  expect(error.facts).toMatchObject({status: 417, code: 'jobs.failed'});
});

test.each([
  [{status: 'complete'}, 'expected results'],
  [{status: 'failed'}, 'or an error'],
  [
    {status: 'complete', results: [{index: 1, status: 'created'}]},
    'no result for the one at index 0',
  ],
  [{status: 'somewhere'}, 'is not what these connectors understand'],
])('an answer that is none is no success: %j', async (answer, says) => {
  const {emulator, cohort} = await start();
  const body = {id: 'x', ...answer};
  await emulator.fault({method: 'GET', route: '/v1/users/jobs/:id', answer: {status: 200, body}});
  await expect(cohort.writeUsers('upsert', [user('a@example.com')])).rejects.toThrow(says);
});
