import {afterEach, beforeEach, expect, test} from 'vitest';
import {source} from '../../source-cohort/source.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {discover, withSession} from './read-run.js';

let cohort: Cohort;

beforeEach(async () => {
  cohort = await startCohort({users: 250});
});

afterEach(() => cohort.close());

test.each([
  {route: '/v1/users', answer: {status: 429, headers: {'retry-after': '0'}}},
  {route: '/v1/users', answer: {status: 502}},
  {route: '/v1/users', drop: true},
  {route: '/v1/users', cutAfterBytes: 100},
])('every user is read once although Cohort has trouble', async fault => {
  const {calls, fault: trouble} = cohort;
  const stream = await discover(cohort, 'users');
  await trouble({every: 2, times: 2, ...fault});
  const {records} = await withSession(cohort, {}, async session => {
    const records: string[] = [];
    const request = {stream, sync_mode: 'incremental', destination_sync_mode: 'append'} as const;
    for await (const event of source.read(session, {stream: request, state: undefined})) {
      if (event.kind === 'records') records.push(...(event.records as string[]));
    }
    return {records};
  });
  expect(new Set(records).size).toBe(250);
  expect(await calls('GET /v1/users')).toBe(5);
});

test('a wait that Cohort requests is logged, with its end', async () => {
  const {context, limits} = recordingContext();
  const session = await source.connect(cohort.config, context);
  await cohort.fault({
    route: '/v1/user-properties',
    times: 1,
    answer: {status: 429, headers: {'retry-after': '1'}},
  });
  await source.discover(session);
  expect(limits).toEqual([expect.any(Date)]);
  await source.close?.(session);
});

test('an empty cursor is the end of a listing as none is', async () => {
  const body = {data: [], nextCursor: ''};
  await cohort.fault({route: '/v1/user-properties', answer: {status: 200, body}});
  const {json_schema} = await discover(cohort, 'users');
  expect(json_schema.properties).not.toHaveProperty('loyalty_points');
  expect(await cohort.calls('GET /v1/user-properties')).toBe(1);
});

test('a listing that goes round in circles fails instead of going on for ever', async () => {
  const body = {data: [], nextCursor: 'again'};
  await cohort.fault({route: '/v1/users', answer: {status: 200, body}});
  const stream = await discover(cohort, 'users');
  const request = {stream, sync_mode: 'incremental', destination_sync_mode: 'append'} as const;
  const reading = withSession(cohort, {}, async session => {
    for await (const _ of source.read(session, {stream: request, state: undefined}));
    return {};
  });
  await expect(reading).rejects.toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining('the same page is named twice'),
  });
});
