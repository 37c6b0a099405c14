import {afterEach, beforeEach, expect, test} from 'vitest';
import {source} from '../../source-cohort/source.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {discover, read, withSession} from './read-run.js';

let cohort: Cohort;

beforeEach(async () => {
  cohort = await startCohort({users: 250});
});

afterEach(() => cohort.close());

test('the next run gives out what changed since, and nothing when nothing did', async () => {
  const first = await read(cohort, 'users');
  const state = first.states.at(-1) ?? {};
  const nothing = await read(cohort, 'users', {state});
  expect(nothing.records).toEqual([]);
  expect(nothing.states).toEqual([state]);
  expect(await cohort.calls()).toBeLessThanOrEqual(3);
  const [some] = await cohort.users();
  await cohort.put([
    {email: some?.email, firstName: 'Changed'},
    {email: 'new@example.com', firstName: 'New'},
  ]);
  const {records} = await read(cohort, 'users', {state});
  expect(records.map(({firstName}) => firstName).toSorted()).toEqual(['Changed', 'New']);
});

test('every state can be resumed from, and no user is missed or repeated', async () => {
  const big = await startCohort({users: 10_001});
  const {records, states} = await read(cohort, 'users', {
    config: big.config,
    fields: ['id', 'updatedAt'],
  });
  expect(records).toHaveLength(10_001);
  expect(states.length).toBeGreaterThan(1);
  for (const state of states.slice(0, -1)) {
    const rest = await read(cohort, 'users', {
      config: big.config,
      fields: ['id', 'updatedAt'],
      state,
    });
    expect(rest.records.length).toBeLessThanOrEqual(10_001 - 5000);
    expect(rest.records).toEqual(records.slice(10_001 - rest.records.length));
  }
  await big.close();
});

test('users who share one moment across pages are all read, once', async () => {
  const {records} = await read(cohort, 'users', {config: {api: {page_size: 7}}});
  expect(new Set(records.map(({id}) => id)).size).toBe(250);
  const last = records.at(-1);
  const state = {version: 1, cursor: last?.updatedAt, ids: []};
  const again = await read(cohort, 'users', {state});
  expect(again.records).toEqual([last]);
  expect((await read(cohort, 'users', {state: again.states.at(-1) ?? {}})).records).toEqual([]);
});

test('users who change while pages are read are not missed', async () => {
  const users = await cohort.users();
  const stream = await discover(cohort, 'users');
  const seen = new Map<unknown, unknown>();
  await withSession(cohort, {api: {page_size: 10}}, async session => {
    const request = {stream, sync_mode: 'incremental', destination_sync_mode: 'append'} as const;
    let round = 0;
    for await (const event of source.read(session, {stream: request, state: undefined})) {
      if (event.kind !== 'records') continue;
      for (const record of event.records) {
        const {email, firstName} = JSON.parse(record as string);
        seen.set(email, firstName);
      }
      const changed = users[(round * 37) % users.length];
      if (round++ < 20) await cohort.put([{email: changed?.email, firstName: `Round ${round}`}]);
    }
    return {};
  });
  const now = await cohort.users();
  expect(Object.fromEntries(seen)).toEqual(
    Object.fromEntries(now.map(({email, firstName}) => [email, firstName])),
  );
});

test('a full refresh reads all of it, whatever the state says', async () => {
  const {records} = await read(cohort, 'users', {
    state: {version: 1, cursor: '2099-01-01T00:00:00.000Z', ids: []},
    configured: {sync_mode: 'full_refresh'},
  });
  expect(records).toHaveLength(250);
});

test('a state of this moment gives no records and stays', async () => {
  const state = {version: 1, cursor: new Date().toISOString(), ids: []};
  const {records, states} = await read(cohort, 'users', {state});
  expect(records).toEqual([]);
  expect(states).toMatchObject([state]);
});

test('a longer lookback window than before sends what is new to it, once', async () => {
  const {records, states} = await read(cohort, 'users');
  const state = states.at(-1) ?? {};
  const days = Math.ceil((Date.now() - Date.parse(String(records[100]?.updatedAt))) / 86_400_000);
  const config = {lookback_window: `P${days}D`};
  const again = await read(cohort, 'users', {state, config});
  expect(again.records.length).toBeGreaterThan(1);
  expect(again.records.length).toBeLessThan(records.length);
  expect((await read(cohort, 'users', {state: again.states.at(-1) ?? {}, config})).records).toEqual(
    [],
  );
});

test('a property that is selected anew, or created again, is read for all users', async () => {
  const fields = ['id', 'updatedAt', 'lang'];
  const first = await read(cohort, 'users', {fields});
  const more = [...fields, 'loyalty_points'];
  const second = await read(cohort, 'users', {fields: more, state: first.states.at(-1) ?? {}});
  expect(second.records).toHaveLength(250);
  expect(second.logs.join()).toContain('users: the selection has changed, so everything is read');
  const state = second.states.at(-1) ?? {};
  expect((await read(cohort, 'users', {fields: more, state})).records).toEqual([]);
  await cohort.ask('/__emulator/user-properties/delete', {referenceId: 'loyalty_points'});
  await cohort.addProperty('loyalty_points', 'number');
  expect((await read(cohort, 'users', {fields: more, state})).records).toHaveLength(250);
});
