import type {ConfiguredAirbyteStream} from '@cohort-salesforce/spec';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Config} from '../../source-cohort/generated/types.js';
import {source} from '../../source-cohort/source.js';
import {type Cohort, startCohort} from '../fixtures/cohort-emulator.js';
import {recordingContext} from '../fixtures/recording-context.js';

type State = Record<string, unknown>;

let cohort: Cohort;
beforeEach(async () => {
  cohort = await startCohort({users: 250});
});
afterEach(() => cohort.close());

async function read(where: Config['where'], state?: State) {
  const {context} = recordingContext();
  const session = await source.connect({...cohort.config, ...(where && {where})}, context);
  const stream: ConfiguredAirbyteStream = {
    stream: {
      name: 'users',
      json_schema: {properties: {id: {}, email: {}}},
      supported_sync_modes: ['incremental'],
    },
    sync_mode: 'incremental',
    destination_sync_mode: 'append_dedup',
  };
  const emails: string[] = [];
  let last: State = {};
  try {
    for await (const event of source.read(session, {stream, state})) {
      if (event.kind === 'state') last = event.state;
      if (event.kind !== 'records') continue;
      for (const record of event.records) {
        const data = JSON.parse(typeof record === 'string' ? record : record.data);
        expect(Object.keys(data)).toEqual(['id', 'email']);
        emails.push(data.email);
      }
    }
  } finally {
    await source.close?.(session);
  }
  return {emails: emails.sort(), state: last};
}

async function emailsOf(isMeant: (user: Awaited<ReturnType<Cohort['users']>>[number]) => boolean) {
  return (await cohort.users())
    .filter(isMeant)
    .map(({email}) => email)
    .sort();
}

const VIP = [{list: 'vip'}];

test('only the members of a list are read, by its reference id or any of its names', async () => {
  const {emails} = await read(VIP);
  expect(emails.length).toBeGreaterThan(2);
  expect(emails.length).toBeLessThan(20);
  expect((await read([{list: 'Clients privilégiés'}])).emails).toEqual(emails);
  expect((await read([{list: 'empty'}])).emails).toEqual([]);
});

test('only the members of a segment are read, and all conditions count', async () => {
  const gold = await emailsOf(({properties}) => properties.loyalty_tier === 'Gold');
  expect((await read([{segment: 'gold-tier'}])).emails).toEqual(gold);
  const vip = (await read(VIP)).emails;
  const both = (await read([...VIP, {segment: 'gold-tier'}])).emails;
  expect(both).toEqual(gold.filter(email => vip.includes(email)));
});

type Points = (points: number) => boolean;
test.each<[NonNullable<Config['where']>[number], Points]>([
  [{property: 'loyalty_points', op: '>=', value: '2000'}, points => points >= 2000],
  [{property: 'loyalty_points', op: '<', value: '2000'}, points => points < 2000],
])('users are compared by a property: %j', async (condition, isMet) => {
  const meant = await emailsOf(({properties: {loyalty_points: points}}) => {
    return typeof points === 'number' && isMet(points);
  });
  expect(meant.length).toBeGreaterThan(0);
  expect((await read([condition])).emails).toEqual(meant);
});

test('lists of values and empty properties can be asked for', async () => {
  const tierOf = (tiers: unknown[]) =>
    emailsOf(({properties}) => tiers.includes(properties.loyalty_tier ?? null));
  const of = async (condition: object) =>
    (await read([{property: 'loyalty_tier', ...condition}])).emails;
  expect(await of({op: 'in', values: ['Gold', 'Silver']})).toEqual(
    await tierOf(['Gold', 'Silver']),
  );
  const others = await emailsOf(({properties}) => properties.loyalty_tier !== 'Gold');
  expect(await of({op: 'not_in', values: ['Gold']})).toEqual(others);
  expect(await of({op: '!=', value: 'Gold'})).toEqual(others);
  const filled = await emailsOf(({properties}) => (properties.loyalty_tier ?? null) !== null);
  expect(await of({op: 'is_null', value: 'false'})).toEqual(filled);
  expect(await of({op: 'is_null'})).toEqual(await tierOf([null]));
});

test('who is put on the list is read although nothing of them changed, and only once', async () => {
  const {emails, state} = await read(VIP);
  expect((await read(VIP, state)).emails).toEqual([]);
  const [newcomer = ''] = await emailsOf(({email}) => !emails.includes(email));
  await cohort.ask('/__emulator/lists/add', {list: 'vip', emails: [newcomer]});
  const second = await read(VIP, state);
  expect(second.emails).toEqual([newcomer]);
  expect((await read(VIP, second.state)).emails).toEqual([]);
});

test('of the changed users those that meet the conditions are read', async () => {
  const {emails, state} = await read(VIP);
  const [member = ''] = emails;
  const [other = ''] = await emailsOf(({email}) => !emails.includes(email));
  await cohort.put([
    {email: member, firstName: 'New'},
    {email: other, firstName: 'New'},
  ]);
  expect((await read(VIP, state)).emails).toEqual([member]);
});

test('with other conditions, or none, everything is read again', async () => {
  const {state} = await read(VIP);
  const gold = [{segment: 'gold-tier'}];
  expect((await read(gold, state)).emails).toEqual((await read(gold)).emails);
  expect((await read(undefined, state)).emails).toHaveLength(250);
  const {state: whole} = await read(undefined);
  expect((await read(VIP, whole)).emails).toEqual((await read(VIP)).emails);
});

test.each<[Config['where'], string]>([
  [[{list: 'nobody'}], 'where: Cohort has no list "nobody"'],
  [[{segment: 'vip'}], 'where: Cohort has no segment "vip"'],
  [[{property: 'loyalty_tire', value: 'x'}], 'where: Cohort has no user property "loyalty_tire"'],
  [[{list: 'vip', segment: 'gold-tier'}], 'where[0]: found several of list, segment and property'],
  [[{value: 'x'}], 'where[0]: found none of list, segment and property'],
  [[{property: 'email', op: 'in'}], 'where[0]: in needs values'],
  [[{property: 'email'}], 'where[0]: = needs a value'],
])('conditions that cannot be met are refused by check and read: %j', async (where, message) => {
  await expect(read(where)).rejects.toThrow(message);
  const check = async () => {
    const {context} = recordingContext();
    const session = await source.connect({...cohort.config, ...(where && {where})}, context);
    try {
      return await source.check(session);
    } finally {
      await source.close?.(session);
    }
  };
  await expect(check()).rejects.toThrow(message);
});
