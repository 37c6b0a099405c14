import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Checked, readAll, startChecked} from './checked-client.js';

let emulator: Checked;
beforeAll(async () => {
  emulator = await startChecked({users: 2000});
});
afterAll(() => emulator.close());

interface Reference {
  id: string;
  email: string;
  lang: string | null;
}

test('lists and segments have a localized name, and some have a reference id', async () => {
  const lists = await readAll(emulator.test, '/v1/lists?limit=1');
  expect(lists.map(({referenceId}) => referenceId)).toEqual(['vip', null, 'empty']);
  expect(lists[0].name).toEqual({en: 'Very important customers', fr: 'Clients privilégiés'});
  const segments = await readAll(emulator.test, '/v1/segments');
  expect(segments.map(({referenceId}) => referenceId)).toEqual(['gold-tier', 'newsletter-readers']);
});

test('a list answers its members once each, page by page', async () => {
  const [vip, , empty] = await readAll(emulator.test, '/v1/lists');
  const members: Reference[] = await readAll(emulator.test, `/v1/lists/${vip.id}/members?limit=7`);
  expect(members).toHaveLength(40);
  expect(new Set(members.map(({id}) => id)).size).toBe(40);
  const {body} = await emulator.test.get(`/v1/users/${members[0]?.id}`);
  expect(members[0]).toEqual({id: body.id, email: body.email, lang: body.lang});
  expect(await readAll(emulator.test, `/v1/lists/${empty.id}/members`)).toEqual([]);
});

test('a segment has exactly the users who meet its condition', async () => {
  const [gold] = await readAll(emulator.test, '/v1/segments');
  const members: Reference[] = await readAll(emulator.test, `/v1/segments/${gold.id}/members`);
  const users = await readAll(emulator.test, '/v1/users');
  const wanted = users.filter(({properties}) => properties.loyalty_tier === 'Gold');
  expect(wanted.length).toBeGreaterThan(100);
  expect(members.map(({id}) => id).sort()).toEqual(wanted.map(({id}) => id).sort());
});

test.each(['lists', 'segments'])('an unknown id among the %s is bad input', async kind => {
  const {status, body} = await emulator.test.get(`/v1/${kind}/x/members`);
  expect([status, body.code]).toEqual([417, `${kind}.not-found`]);
});

test('lists every event once, ordered by time and id, from a moment on and of one type', async () => {
  const events = await readAll(emulator.test, '/v1/user-events');
  expect(events.length).toBeGreaterThan(200);
  const keys = events.map(({eventTime, id}) => `${eventTime} ${id}`);
  expect(keys).toEqual([...new Set(keys)].sort());
  expect(await readAll(emulator.test, '/v1/user-events?limit=3')).toEqual(events);
  const since = events[100].eventTime;
  expect(await readAll(emulator.test, `/v1/user-events?since=${since}`)).toEqual(
    events.filter(({eventTime}) => eventTime >= since),
  );
  const type = 'cohort.app.connected';
  expect(await readAll(emulator.test, `/v1/user-events?limit=9&eventType=${type}`)).toEqual(
    events.filter(({eventType}) => eventType === type),
  );
});

test('users gain the badge of a segment on entering and lose it on leaving', async () => {
  const write = (tier: string | null) =>
    emulator.live.post('/v1/users/batch', {
      mode: 'upsert',
      users: [{email: 'eve@example.com', lang: 'fr', properties: {loyalty_tier: tier}}],
    });
  const id = (await write('Gold')).body.results[0].id;
  await write('Gold');
  await write(null);
  const events = await readAll(emulator.live, '/v1/user-events');
  expect(events.map(({eventType}) => eventType)).toEqual([
    'cohort.badge.gained',
    'cohort.badge.lost',
  ]);
  const [gold] = await readAll(emulator.live, '/v1/segments');
  expect(events[0]).toMatchObject({
    properties: {cohortId: gold.id},
    resources: {badge: {name: 'Gold'}, cohort: {id: gold.id, name: gold.name}},
    user: {id, email: 'eve@example.com', lang: 'fr'},
  });
});
