import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {AirbyteStream, ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Config} from '../../source-cohort/generated/types.js';
import {source} from '../../source-cohort/source.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort({users: 250});
});
afterEach(() => cohort.close());

async function withSession<Result>(
  config: Partial<Config>,
  use: (session: Awaited<ReturnType<typeof source.connect>>) => Promise<Result>,
): Promise<Result & {logs: string[]}> {
  const {context, logs} = recordingContext();
  const session = await source.connect({...cohort.config, ...config}, context);
  try {
    return {...(await use(session)), logs};
  } finally {
    await source.close?.(session);
  }
}

async function discover(name: string): Promise<AirbyteStream> {
  const {streams} = await withSession({}, async session => ({
    streams: await source.discover(session),
  }));
  const stream = streams.find(each => each.name === name);
  if (!stream) throw new Error(`no stream ${name}`);
  return stream;
}

interface Reading {
  config?: Partial<Config>;
  fields?: string[];
  state?: Record<string, unknown>;
  configured?: Partial<ConfiguredAirbyteStream>;
}

async function read(name: string, {config = {}, fields, state, configured}: Reading = {}) {
  const stream = await discover(name);
  const all = stream.json_schema.properties ?? {};
  const properties = fields
    ? Object.fromEntries(fields.map(field => [field, all[field] ?? {}]))
    : all;
  await cohort.forget();
  return withSession(config, async session => {
    const request: ConfiguredAirbyteStream = {
      stream: {...stream, json_schema: {...stream.json_schema, properties}},
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      ...configured,
    };
    const records: Record<string, unknown>[] = [];
    const states: Record<string, unknown>[] = [];
    for await (const event of source.read(session, {stream: request, state})) {
      if (event.kind === 'state') states.push(event.state);
      if (event.kind !== 'records') continue;
      for (const record of event.records) {
        records.push(JSON.parse(typeof record === 'string' ? record : record.data));
      }
    }
    return {records, states};
  });
}

test('users come whole, flat, typed and in the order of their change', async () => {
  const {records, states} = await read('users');
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
  const {records} = await read('users', {fields});
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
  const {records} = await read(name, {fields});
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) expect(Object.keys(record)).toEqual(fields);
});

test('a choice of more fields than fit in an address is made of what Cohort answers', async () => {
  const long = Array.from({length: 60}, (_, n) => `property_${n}_${'x'.repeat(100)}`);
  for (const name of long) await cohort.addProperty(name, 'text');
  const {records} = await read('users', {fields: ['id', ...long], config: {api: {page_size: 100}}});
  expect(records).toHaveLength(250);
  expect(Object.keys(records[0] ?? {})).toEqual(['id', ...long]);
  const requests: {url: string}[] = await cohort.ask('/__emulator/requests');
  expect(requests.map(({url}) => url).filter(url => url.length > 1000)).toEqual([]);
});

test('the next run gives out what changed since, and nothing when nothing did', async () => {
  const first = await read('users');
  const state = first.states.at(-1) ?? {};
  const nothing = await read('users', {state});
  expect(nothing.records).toEqual([]);
  expect(nothing.states).toEqual([state]);
  expect(await cohort.calls()).toBeLessThanOrEqual(3);
  const [some] = await cohort.users();
  await cohort.put([
    {email: some?.email, firstName: 'Changed'},
    {email: 'new@example.com', firstName: 'New'},
  ]);
  const {records} = await read('users', {state});
  expect(records.map(({firstName}) => firstName).toSorted()).toEqual(['Changed', 'New']);
});

test('every state can be resumed from, and no user is missed or repeated', async () => {
  const big = await startCohort({users: 10_001});
  const {records, states} = await read('users', {config: big.config, fields: ['id', 'updatedAt']});
  expect(records).toHaveLength(10_001);
  expect(states.length).toBeGreaterThan(1);
  for (const state of states.slice(0, -1)) {
    const rest = await read('users', {config: big.config, fields: ['id', 'updatedAt'], state});
    expect(rest.records.length).toBeLessThanOrEqual(10_001 - 5000);
    expect(rest.records).toEqual(records.slice(10_001 - rest.records.length));
  }
  await big.close();
});

test('users who share one moment across pages are all read, once', async () => {
  const {records} = await read('users', {config: {api: {page_size: 7}}});
  expect(new Set(records.map(({id}) => id)).size).toBe(250);
  const last = records.at(-1);
  const state = {version: 1, cursor: last?.updatedAt, ids: []};
  const again = await read('users', {state});
  expect(again.records).toEqual([last]);
  expect((await read('users', {state: again.states.at(-1) ?? {}})).records).toEqual([]);
});

test('users who change while pages are read are not missed', async () => {
  const users = await cohort.users();
  const stream = await discover('users');
  const seen = new Map<unknown, unknown>();
  await withSession({api: {page_size: 10}}, async session => {
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
  const {records} = await read('users', {
    state: {version: 1, cursor: '2099-01-01T00:00:00.000Z', ids: []},
    configured: {sync_mode: 'full_refresh'},
  });
  expect(records).toHaveLength(250);
});

test('a state of this moment gives no records and stays', async () => {
  const state = {version: 1, cursor: new Date().toISOString(), ids: []};
  const {records, states} = await read('users', {state});
  expect(records).toEqual([]);
  expect(states).toMatchObject([state]);
});

test('a longer lookback window than before sends what is new to it, once', async () => {
  const {records, states} = await read('users');
  const state = states.at(-1) ?? {};
  const days = Math.ceil((Date.now() - Date.parse(String(records[100]?.updatedAt))) / 86_400_000);
  const config = {lookback_window: `P${days}D`};
  const again = await read('users', {state, config});
  expect(again.records.length).toBeGreaterThan(1);
  expect(again.records.length).toBeLessThan(records.length);
  expect((await read('users', {state: again.states.at(-1) ?? {}, config})).records).toEqual([]);
});

test('a property that is selected anew, or created again, is read for all users', async () => {
  const fields = ['id', 'updatedAt', 'lang'];
  const first = await read('users', {fields});
  const more = [...fields, 'loyalty_points'];
  const second = await read('users', {fields: more, state: first.states.at(-1) ?? {}});
  expect(second.records).toHaveLength(250);
  expect(second.logs.join()).toContain('users: the selection has changed, so everything is read');
  const state = second.states.at(-1) ?? {};
  expect((await read('users', {fields: more, state})).records).toEqual([]);
  await cohort.ask('/__emulator/user-properties/delete', {referenceId: 'loyalty_points'});
  await cohort.addProperty('loyalty_points', 'number');
  expect((await read('users', {fields: more, state})).records).toHaveLength(250);
});

test('listed users are read although they have not changed, also by a Cohort without look-up by id', async () => {
  const first = await read('users', {fields: ['id', 'updatedAt', 'lang']});
  const [one, two] = first.records;
  const also_read = join(await temporaryFolder(), 'also.jsonl');
  const missing = '00000000-0000-4000-8000-000000000000';
  await writeFile(also_read, [one?.id, two?.id, missing].map(id => `"${id}"\n`).join(''));
  const options = {fields: ['id', 'updatedAt', 'lang'], state: first.states.at(-1) ?? {}};
  const again = await read('users', {...options, config: {also_read}});
  expect(again.records).toEqual([one, two]);
  expect(again.states).toEqual(first.states);
  const body = {code: 'invalid_request', message: 'unknown parameter ids'};
  await cohort.fault({route: '*/users/lookup', every: 1, answer: {status: 417, body}});
  const plain = await read('users', {...options, config: {also_read}});
  expect(plain.records).toEqual([one, two]);
});

test('listed users may be named by their address, and come once', async () => {
  const fields = ['id', 'email'];
  const {records} = await read('users', {fields});
  const [one] = records;
  const also_read = join(await temporaryFolder(), 'also.jsonl');
  const lines = [one?.id, {email: String(one?.email).toUpperCase()}, {email: 'nobody@example.com'}];
  await writeFile(also_read, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
  const found = await read('users', {fields, config: {also_read, only_also_read: true}});
  expect(found.records).toEqual([one]);
});

test('properties whose ids are given are not asked for', async () => {
  const fields = ['id', 'email', 'loyalty_points'];
  const {records} = await read('users', {fields});
  const given = await read('users', {fields, config: {property_ids: {loyalty_points: 'p1'}}});
  expect(given.records).toEqual(records);
  expect((await cohort.stats()).routes['GET /v1/user-properties']).toBe(undefined);
  const partly = await read('users', {fields, config: {property_ids: {birthday: 'p2'}}});
  expect(partly.records).toEqual(records);
  expect((await cohort.stats()).routes['GET /v1/user-properties']).toBe(1);
});

test('a chosen property that is gone stops nothing', async () => {
  const {records, logs} = await read('users', {fields: ['id', 'email', 'shoe_size']});
  expect(Object.keys(records[0] ?? {})).toEqual(['id', 'email']);
  expect(logs).toContain('WARN Cohort no longer has these user properties: shoe_size.');
});

test('user properties come with their types', async () => {
  const {records} = await read('user_properties');
  const {data} = await cohort.ask('/v1/user-properties');
  expect(records).toEqual(data);
});

test.each(['lists', 'segments'] as const)('%s come with their members', async kind => {
  const {data: groups} = await cohort.ask(`/v1/${kind}`);
  expect((await read(kind)).records).toEqual(groups);
  const singular = kind.slice(0, -1);
  const config = {api: {page_size: 3}};
  const {records} = await read(`${singular}_members`, {config});
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
  const {records} = await read(name, {fields});
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) expect(Object.keys(record)).toEqual(fields);
});

test('user events come once each, by their time', async () => {
  const first = await read('user_events', {config: {api: {page_size: 5}}});
  expect(first.records.length).toBeGreaterThan(5);
  const times = first.records.map(({eventTime}) => eventTime);
  expect(times).toEqual(times.toSorted());
  expect((await read('user_events', {state: first.states.at(-1) ?? {}})).records).toEqual([]);
});

test('a number of an event that no double can hold keeps its digits', async () => {
  const properties = '{"reference":12345678901234567890}';
  const event = `{"id":"00000000-0000-4000-8000-000000000001","eventTime":"2026-01-01T00:00:00.000Z","eventType":"order.created","properties":${properties},"resources":{},"user":{"id":"00000000-0000-4000-8000-000000000002","email":"ada@example.com","lang":"en"}}`;
  await cohort.fault({
    route: '/v1/user-events',
    answer: {status: 200, body: `{"data":[${event}],"nextCursor":null}`},
  });
  const stream = await discover('user_events');
  const request = {stream, sync_mode: 'incremental', destination_sync_mode: 'append'} as const;
  const {records} = await withSession({}, async session => {
    const records: unknown[] = [];
    for await (const read of source.read(session, {stream: request, state: undefined})) {
      if (read.kind === 'records') records.push(...read.records);
    }
    return {records};
  });
  expect(records).toEqual([expect.stringContaining(`"properties":${properties}`)]);
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
    message: expect.stringContaining('wanted one of users, user_properties, lists'),
  });
});

test('the live key reads the live merchant, and check says so', async () => {
  const config = {api_key: cohort.liveApiKey};
  expect((await read('users', {config})).records).toEqual([]);
  const {message} = await withSession(config, async session => ({
    message: await source.check(session),
  }));
  expect(message).toBe(
    'Connected to Cohort in LIVE mode (the data of real customers): users and 5 user properties can be read.',
  );
});

test('the address may end in a slash', async () => {
  expect((await read('users', {config: {api_url: `${cohort.url}/`}})).records).toHaveLength(250);
});

test.each([
  {route: '/v1/users', answer: {status: 429, headers: {'retry-after': '0'}}},
  {route: '/v1/users', answer: {status: 502}},
  {route: '/v1/users', drop: true},
  {route: '/v1/users', cutAfterBytes: 100},
])('every user is read once although Cohort has trouble', async fault => {
  const {calls, fault: trouble} = cohort;
  const stream = await discover('users');
  await trouble({every: 2, times: 2, ...fault});
  const {records} = await withSession({}, async session => {
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

test('that Cohort lets it wait is told, and until when', async () => {
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
  const {json_schema} = await discover('users');
  expect(json_schema.properties).not.toHaveProperty('loyalty_points');
  expect(await cohort.calls('GET /v1/user-properties')).toBe(1);
});

test('a listing that goes round in circles fails instead of going on for ever', async () => {
  const body = {data: [], nextCursor: 'again'};
  await cohort.fault({route: '/v1/users', answer: {status: 200, body}});
  const stream = await discover('users');
  const request = {stream, sync_mode: 'incremental', destination_sync_mode: 'append'} as const;
  const reading = withSession({}, async session => {
    for await (const _ of source.read(session, {stream: request, state: undefined}));
    return {};
  });
  await expect(reading).rejects.toMatchObject({
    failure: 'transient_error',
    message: expect.stringContaining('the same page is named twice'),
  });
});
