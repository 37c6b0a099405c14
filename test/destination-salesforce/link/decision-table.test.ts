import {randomUUID} from 'node:crypto';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {listedBy, MATCH_CASES, type MatchCase} from '../../fixtures/decision-tables/matches.js';
import {VALUE_CASES} from '../../fixtures/decision-tables/values.js';
import {ADA, type Linked, startLinked} from '../fixtures/linked.js';

let linked: Linked;
beforeEach(async () => {
  linked = await startLinked();
});
afterEach(() => linked.close());

const OWN = {Email: 'ada@x.com', Cohort_User_ID__c: String(ADA.id)};

test.each(VALUE_CASES)('values: $what', async row => {
  const [salesforce, cohort] = row.now;
  const [id] = await linked.put({...OWN, Loyalty_Points__c: salesforce});
  const {known} = row;
  await linked.link(ADA, id, (pair, {points, digest}) => {
    if (known)
      pair.properties.set(points, {salesforce: digest(known[0]), cohort: digest(known[1])});
  });
  const config = {
    two_way: row.isOneWay ? [] : ['points'],
    ...(row.wins && {wins: {points: row.wins}}),
    clear_empty: row.clear_empty ?? false,
  };
  const users = [{...ADA, points: cohort}];
  await linked.export(users, config);
  expect((await linked.contacts())[0]?.Loyalty_Points__c).toBe(row.exported);
  expect(linked.codes()).toEqual(row.listed ?? []);
  // A second run has nothing to do, and nothing to look up.
  await linked.org.reset();
  expect((await linked.export(users, config)).counts).toEqual({unchanged: 1});
  expect(await linked.org.calls('GET /services/data/:version/query')).toBe(0);
});

test.each(MATCH_CASES)('links: $what', async row => {
  const users = row.users.map(user => ({...user, id: randomUUID(), lastName: 'A'}));
  const userId = (user?: string) => users.find(({name}) => name === user)?.id ?? randomUUID();
  const recordIds = await putRecords(row, userId);
  for (const [record, name] of row.linked ?? []) {
    const {email} = row.users.find(user => user.name === name) ?? {};
    await linked.link({id: userId(name), email}, recordIds.get(record) ?? '');
  }
  for (const {name, isDeleted} of row.records) {
    if (isDeleted) await linked.remove(recordIds.get(name) ?? '');
  }
  const given = users.filter(({isDeleted}) => !isDeleted);
  const {results} = await linked.export(
    given.map(({id, email, lastName}) => ({id, email, lastName})),
    row.settings,
  );
  const pairs = await linked.withStore(store =>
    store.pairsOfRecords(row.records.map(({name}) => recordIds.get(name) ?? '')),
  );
  expect(pairs.map(pair => pair && [pair.recordId, pair.userId]).filter(Boolean)).toEqual(
    row.links.map(([record, user]) => [recordIds.get(record), userId(user)]),
  );
  expect(linked.codes().toSorted()).toEqual(listedBy('export', row));
  const rejected = results.filter(({status}) => status === 'rejected');
  expect(rejected).toHaveLength(row.rejected?.[1] ?? 0);
});

/** The ids of the records, by their names. */
async function putRecords(
  {records, linked: links = []}: MatchCase,
  userId: (name?: string) => string,
): Promise<Map<string, string>> {
  const linkOf = (name: string) => links.find(([record]) => record === name)?.[1];
  const ids = new Map<string, string>();
  for (const {name, email, holds = linkOf(name)} of records) {
    const [id] = await linked.put({
      Email: email,
      ...(holds && {Cohort_User_ID__c: userId(holds)}),
    });
    ids.set(name, id);
  }
  return ids;
}
