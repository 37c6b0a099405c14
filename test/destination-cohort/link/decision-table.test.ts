import {toEmailKey} from '@cohort-salesforce/spec';
import {newPair} from '@cohort-salesforce/spec/baseline';
import {expect, test} from 'vitest';
import {listedBy, MATCH_CASES, type MatchCase} from '../../fixtures/decision-tables/matches.js';
import {VALUE_CASES} from '../../fixtures/decision-tables/values.js';
import {number, text} from '../fixtures/contacts.js';
import {contact, linkWorld, type World} from './fixtures/link-world.js';

const NOBODY = '11111111-2222-4333-8444-555555555555';

async function link(world: World, recordId: string, {id, email}: {id: string; email: string}) {
  return world.withStore(async store => {
    const key = store.digest(toEmailKey(email));
    const pair = newPair({recordId, userId: id, key, epoch: store.epoch});
    await store.commit({pairs: [pair]});
  });
}

test.each(VALUE_CASES)('values: $what', async row => {
  const world = await linkWorld(
    {firstName: text, points: number},
    {
      two_way: row.isOneWay ? [] : ['points'],
      wins: row.wins && {points: row.wins},
      clear_empty: row.clear_empty,
    },
  );
  const email = '003a@example.com';
  await world.cohort.addProperty('points', 'number');
  const [salesforce, cohort] = row.now;
  await world.cohort.put([{email, properties: {points: cohort}}]);
  await link(world, '003A', await world.userOf(email));
  const {known} = row;
  if (known) {
    await world.withStore(async store => {
      const [pair] = await store.pairsOfRecords(['003A']);
      const [ours, theirs] = known.map(value => store.digest(String(value)));
      const points = await store.propertyNumber('points', 'points');
      pair?.properties.set(points, {salesforce: ours ?? '', cohort: theirs ?? ''});
      await store.save({pairs: pair ? [pair] : []});
    });
  }
  // Its other change makes it a record to decide about.
  const record = contact('003A', {firstName: 'Anna', points: salesforce});
  const ran = await world.run([record]);
  expect((await world.userOf(email)).properties.points).toBe(row.imported);
  expect(ran.lines.map(({code}) => code)).toEqual(row.listed ?? []);
  // A second run has nothing to do.
  expect((await world.run([record])).statuses).toEqual(['unchanged']);
});

test.each(MATCH_CASES)('links: $what', async row => {
  const world = await linkWorld({firstName: text}, row.settings);
  const userIds = await putUsers(world, row);
  const idOf = (user: string) => userIds.get(user) ?? NOBODY;
  const recordId = (record: string) => `003${record.toUpperCase()}`;
  const emailOf = (user: string) => row.users.find(({name}) => name === user)?.email ?? '';
  for (const [record, user] of row.linked ?? []) {
    await link(world, recordId(record), {id: idOf(user), email: emailOf(user)});
  }
  const records = row.records.map(({name, email, holds, isDeleted = false}) =>
    contact(recordId(name), {
      Email: email,
      firstName: 'Ann',
      IsDeleted: isDeleted,
      ...(holds && {User_Id__c: idOf(holds)}),
    }),
  );
  const ran = await world.run(records);
  const pairs = await world.withStore(store =>
    store.pairsOfRecords(row.records.map(({name}) => recordId(name))),
  );
  expect(pairs.map(pair => pair && [pair.recordId, pair.userId]).filter(Boolean)).toEqual(
    row.links.map(([record, user]) => [recordId(record), idOf(user)]),
  );
  expect(ran.lines.map(({code}) => code).toSorted()).toEqual(listedBy('import', row));
  const rejected = ran.results.filter(({status}) => status === 'rejected');
  expect(rejected).toHaveLength(row.rejected?.[0] ?? 0);
});

/** The ids of the users, by their names. */
async function putUsers({cohort}: World, {users}: MatchCase): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const {name, email, isDeleted} of users) {
    await cohort.put([{email}]);
    ids.set(name, (await cohort.user(email))?.id ?? '');
    if (isDeleted) await cohort.ask('/__emulator/users/delete', {emails: [email]});
  }
  return ids;
}
