import {afterEach, beforeEach, expect, test} from 'vitest';
import {source} from '../../source-cohort/source.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {discover, read, withSession} from './read-run.js';

let cohort: Cohort;

beforeEach(async () => {
  cohort = await startCohort({users: 250});
});

afterEach(() => cohort.close());

test('user events come once each, by their time', async () => {
  const first = await read(cohort, 'user_events', {config: {api: {page_size: 5}}});
  expect(first.records.length).toBeGreaterThan(5);
  const times = first.records.map(({eventTime}) => eventTime);
  expect(times).toEqual(times.toSorted());
  expect((await read(cohort, 'user_events', {state: first.states.at(-1) ?? {}})).records).toEqual(
    [],
  );
});

test('a number of an event that no double can hold keeps its digits', async () => {
  const properties = '{"reference":12345678901234567890}';
  const event = `{"id":"00000000-0000-4000-8000-000000000001","eventTime":"2026-01-01T00:00:00.000Z","eventType":"order.created","properties":${properties},"resources":{},"user":{"id":"00000000-0000-4000-8000-000000000002","email":"ada@example.com","lang":"en"}}`;
  await cohort.fault({
    route: '/v1/user-events',
    answer: {status: 200, body: `{"data":[${event}],"nextCursor":null}`},
  });
  const stream = await discover(cohort, 'user_events');
  const request = {stream, sync_mode: 'incremental', destination_sync_mode: 'append'} as const;
  const {records} = await withSession(cohort, {}, async session => {
    const records: unknown[] = [];
    for await (const read of source.read(session, {stream: request, state: undefined})) {
      if (read.kind === 'records') records.push(...read.records);
    }
    return {records};
  });
  expect(records).toEqual([expect.stringContaining(`"properties":${properties}`)]);
});
