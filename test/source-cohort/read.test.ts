import {afterEach, beforeEach, expect, test} from 'vitest';
import {source} from '../../source-cohort/source.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {read, withSession} from './read-run.js';

let cohort: Cohort;

beforeEach(async () => {
  cohort = await startCohort({users: 250});
});

afterEach(() => cohort.close());

test('users come whole, flat, typed and in the order of their change', async () => {
  const {records, states} = await read(cohort, 'users');
  const users = await cohort.users();
  expect(records).toHaveLength(250);
  expect(records).toEqual(users.map(({properties, ...core}) => ({...properties, ...core})));
  const {cursor, fields} = states.at(-1) ?? {};
  expect(states).toHaveLength(1);
  expect(String(cursor) > String(users.at(-1)?.updatedAt)).toBe(true);
  expect(Date.parse(String(cursor))).toBeLessThan(Date.now());
  expect(Object.keys(fields ?? {}).sort()).toEqual(Object.keys(records[0] ?? {}).sort());
});

test('only the chosen fields are asked for and given out', async () => {
  const fields = ['id', 'email', 'updatedAt', 'loyalty_points', 'lang'];
  const {records} = await read(cohort, 'users', {fields});
  expect(Object.keys(records[0] ?? {})).toEqual(fields);
  const requests: {url: string}[] = await cohort.ask('/__emulator/requests');
  const asked = requests.find(({url}) => url.startsWith('/v1/users?'))?.url ?? '';
  expect(new URL(asked, cohort.url).searchParams.get('fields')).toBe('loyalty_points,lang');
});

test.each([
  {name: 'user_properties', fields: ['referenceId', 'type']},
  {name: 'lists', fields: ['id', 'name']},
  {name: 'list_members', fields: ['listId', 'email']},
  {name: 'user_events', fields: ['id', 'user']},
])('only the chosen fields of $name are given out', async ({name, fields}) => {
  const {records} = await read(cohort, name, {fields});
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) expect(Object.keys(record)).toEqual(fields);
});

test('a choice of more fields than fit in an address is made of what Cohort answers', async () => {
  const long = Array.from({length: 60}, (_, n) => `property_${n}_${'x'.repeat(100)}`);
  for (const name of long) await cohort.addProperty(name, 'text');
  const {records} = await read(cohort, 'users', {
    fields: ['id', ...long],
    config: {api: {page_size: 100}},
  });
  expect(records).toHaveLength(250);
  expect(Object.keys(records[0] ?? {})).toEqual(['id', ...long]);
  const requests: {url: string}[] = await cohort.ask('/__emulator/requests');
  expect(requests.map(({url}) => url).filter(url => url.length > 1000)).toEqual([]);
});

test('user properties come with their types', async () => {
  const {records} = await read(cohort, 'user_properties');
  const {data} = await cohort.ask('/v1/user-properties');
  expect(records).toEqual(data);
});

test.each(['lists', 'segments'] as const)('%s come with their members', async kind => {
  const {data: groups} = await cohort.ask(`/v1/${kind}`);
  expect((await read(cohort, kind)).records).toEqual(groups);
  const singular = kind.slice(0, -1);
  const config = {api: {page_size: 3}};
  const {records} = await read(cohort, `${singular}_members`, {config});
  let count = 0;
  for (const {id} of groups) {
    const members = records.filter(record => record[`${singular}Id`] === id);
    const {data} = await cohort.ask(`/v1/${kind}/${id}/members?limit=100`);
    expect(members.slice(0, 100).map(({userId, email}) => ({id: userId, email}))).toEqual(
      data.map(({id, email}: {id: string; email: string}) => ({id, email})),
    );
    count += members.length;
  }
  expect(records).toHaveLength(count);
  expect(count).toBeGreaterThan(0);
});

test.each([
  ['lists', ['name', 'id']],
  ['segment_members', ['userId', 'segmentId']],
  ['user_events', ['eventTime', 'eventType']],
])('of %s only the chosen fields are given out', async (name, fields) => {
  const {records} = await read(cohort, name, {fields});
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) expect(Object.keys(record)).toEqual(fields);
});

test('a stream that does not exist is named with those that do', async () => {
  const read = source
    .read(await source.connect(cohort.config, recordingContext().context), {
      stream: {
        stream: {name: 'orders', json_schema: {}, supported_sync_modes: ['full_refresh']},
        sync_mode: 'full_refresh',
        destination_sync_mode: 'append',
      },
      state: undefined,
    })
    [Symbol.asyncIterator]();
  await expect(read.next()).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining('expected one of users, user_properties, lists'),
  });
});

test('the live key reads the live merchant, and check says so', async () => {
  const config = {api_key: cohort.liveApiKey};
  expect((await read(cohort, 'users', {config})).records).toEqual([]);
  const {message} = await withSession(cohort, config, async session => ({
    message: await source.check(session),
  }));
  expect(message).toBe(
    'Connected to Cohort in LIVE mode (the data of real customers): users and 5 user properties can be read.',
  );
});

test('the address may end in a slash', async () => {
  expect((await read(cohort, 'users', {config: {api_url: `${cohort.url}/`}})).records).toHaveLength(
    250,
  );
});

test('properties whose ids are given are not asked for', async () => {
  const fields = ['id', 'email', 'loyalty_points'];
  const {records} = await read(cohort, 'users', {fields});
  const given = await read(cohort, 'users', {
    fields,
    config: {property_ids: {loyalty_points: 'p1'}},
  });
  expect(given.records).toEqual(records);
  expect((await cohort.stats()).routes['GET /v1/user-properties']).toBe(undefined);
  const partly = await read(cohort, 'users', {fields, config: {property_ids: {birthday: 'p2'}}});
  expect(partly.records).toEqual(records);
  expect((await cohort.stats()).routes['GET /v1/user-properties']).toBe(1);
});

test('a chosen property that is gone stops nothing', async () => {
  const {records, logs} = await read(cohort, 'users', {fields: ['id', 'email', 'shoe_size']});
  expect(Object.keys(records[0] ?? {})).toEqual(['id', 'email']);
  expect(logs).toContain('WARN Cohort no longer has these user properties: shoe_size.');
});
