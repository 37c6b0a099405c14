import {expect, test} from 'vitest';
import {text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const schemas = {firstName: text};
const MAIL = '003a@example.com';
const UNKNOWN = '11111111-2222-4333-8444-555555555555';

async function linked(config: object = {}) {
  const world = await linkWorld(schemas, config);
  await world.run([contact('003A', {firstName: 'Ann'})]);
  return {world, userId: (await world.userOf(MAIL)).id};
}

test('a user that was deleted in Cohort does not come back, from its record or another', async () => {
  const {world, userId} = await linked();
  await world.deleteUser(MAIL);
  const changed = contact('003A', {firstName: 'Anna', User_Id__c: userId});
  const ran = await world.run([changed, contact('003B', {Email: MAIL})]);
  expect(ran.statuses.toSorted()).toEqual(['duplicate', 'unchanged']);
  expect(ran.listed).toContain('DUPLICATE 003A');
  expect((await world.run([changed])).listed).toEqual(['USER_DELETED 003A']);
  expect((await world.run([contact('003C', {Email: MAIL})])).listed).toEqual(['USER_DELETED 003C']);
  expect(await world.cohort.users()).toEqual([]);
});

test('a deleted user does not come back from a new record while its own is unchanged', async () => {
  const {world} = await linked();
  await world.deleteUser(MAIL);
  const ran = await world.run([contact('003B', {Email: MAIL})]);
  expect(ran.listed).toEqual(['USER_DELETED 003B']);
  expect(await world.cohort.users()).toEqual([]);
});

test('with recreate_deleted a deleted user is created again and linked', async () => {
  const {world} = await linked({recreate_deleted: true});
  await world.deleteUser(MAIL);
  const changed = contact('003A', {firstName: 'Anna'});
  expect((await world.run([changed])).statuses).toEqual(['created']);
  const {id} = await world.userOf(MAIL);
  expect(await world.pair('003A')).toMatchObject({userId: id});
  expect((await world.run([changed])).statuses).toEqual(['unchanged']);
});

test('a user that was deleted and came back with another id is linked again', async () => {
  const {world, userId} = await linked();
  await world.deleteUser(MAIL);
  await world.cohort.put([{email: MAIL, firstName: 'Ann'}]);
  const {id} = await world.userOf(MAIL);
  const ran = await world.run([contact('003A', {firstName: 'Anna', User_Id__c: userId})]);
  expect(ran.lines).toMatchObject([
    {code: 'RELINKED', record_id: '003A', user_id: id},
    {code: 'OVERWRITTEN'},
  ]);
  expect(await world.userOf(MAIL)).toMatchObject({id, firstName: 'Anna'});
  expect(await world.pair('003A')).toMatchObject({userId: id});
});

test('the id of nobody creates nobody, unless users come from another merchant', async () => {
  const world = await linkWorld(schemas);
  const record = contact('003A', {User_Id__c: UNKNOWN});
  expect((await world.run([record])).listed).toEqual(['USER_DELETED 003A']);
  expect((await world.run([record], {new_org: true})).statuses).toEqual(['created']);
});

test('the id of another user who exists is never replaced', async () => {
  const {world} = await linked();
  await world.cohort.put([{email: 'other@example.com'}]);
  const other = await world.userOf('other@example.com');
  const ran = await world.run([contact('003A', {firstName: 'X', User_Id__c: other.id})], {
    relink: true,
  });
  expect(ran.statuses).toEqual(['RECORD_OF_ANOTHER_USER']);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Ann'});
});

test('a stale user id in a linked record does not matter', async () => {
  const {world} = await linked();
  const ran = await world.run([contact('003A', {firstName: 'Anna', User_Id__c: UNKNOWN})]);
  expect(ran.statuses).toEqual(['updated']);
});

test.each(['link mode', 'no baseline'])(
  'a deleted record creates nobody and updates nobody: %s',
  async mode => {
    const world = await linkWorld(schemas);
    await world.cohort.put([{email: MAIL, firstName: 'Ann'}]);
    const records = [
      contact('003A', {firstName: 'Gone', IsDeleted: true}),
      contact('003B', {firstName: 'Gone', IsDeleted: true}),
    ];
    const without = {baseline_dir: undefined} as object;
    const ran = await world.run(records, mode === 'no baseline' ? without : {});
    expect(ran.statuses).toEqual(['unchanged', 'unchanged']);
    expect((await world.cohort.users()).map(({firstName}) => firstName)).toEqual(['Ann']);
  },
);

test('after its record was deleted a user is linked to the next one with its address', async () => {
  const {world, userId} = await linked();
  const deleted = await world.run([contact('003A', {IsDeleted: true})]);
  expect(deleted.lines).toMatchObject([{code: 'RECORD_DELETED', user_id: userId}]);
  const ran = await world.run([contact('003B', {Email: MAIL, firstName: 'Ann'})]);
  expect(ran.listed).toEqual(['RELINKED 003B']);
  expect(await world.pair('003A')).toBeUndefined();
  expect(await world.pair('003B')).toMatchObject({userId});
});

test('a record that comes back from the recycle bin represents its user again', async () => {
  const {world} = await linked();
  await world.run([contact('003A', {firstName: 'Ann', IsDeleted: true})]);
  expect((await world.run([contact('003A', {firstName: 'Anna'})])).statuses).toEqual(['updated']);
  expect((await world.pair('003A'))?.absence).toBeUndefined();
});

test('after a merge the link moves to the master record, in any order of the records', async () => {
  for (const isMasterFirst of [false, true]) {
    const {world, userId} = await linked();
    const merged = contact('003A', {IsDeleted: true, MasterRecordId: '003M'});
    const master = contact('003M', {Email: MAIL, firstName: 'Ann'});
    await world.run(isMasterFirst ? [master, merged] : [merged, master]);
    expect(await world.pair('003A')).toBeUndefined();
    expect(await world.pair('003M')).toMatchObject({userId, imported: true});
  }
});

test('a master record with a user of its own keeps it', async () => {
  const {world, userId} = await linked();
  await world.run([contact('003M')]);
  const own = (await world.userOf('003m@example.com')).id;
  const ran = await world.run([contact('003A', {IsDeleted: true, MasterRecordId: '003M'})]);
  expect(ran.listed).toEqual(['RECORD_DELETED 003A']);
  expect(await world.pair('003M')).toMatchObject({userId: own});
  expect(await world.pair('003A')).toMatchObject({userId, absence: 'deleted'});
});

test('a record that is older than our last write to it is left alone', async () => {
  const {world} = await linked();
  const stale = contact('003A', {firstName: 'Stale'});
  await world.withStore(async store => {
    const [pair] = await store.pairsOfRecords(['003A']);
    if (!pair) throw new Error('no pair');
    pair.recordReadAt = Date.parse(String(stale.SystemModstamp)) + 1;
    await store.save({pairs: [pair]});
  });
  expect((await world.run([stale])).statuses).toEqual(['unchanged']);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Ann'});
});

test('people who are missing wait, and are linked once they are there', async () => {
  const world = await linkWorld(schemas, {users: 'existing'});
  const record = contact('003A', {firstName: 'Ann'});
  expect((await world.run([record])).listed).toEqual(['PENDING 003A']);
  const pending = () =>
    world.withStore(
      async store => (await store.waiting.pendingOf('cohort', [store.digest(MAIL)]))[0],
    );
  expect(await pending()).toEqual(['003A']);
  await world.cohort.put([{email: MAIL}]);
  expect((await world.run([record])).statuses).toEqual(['updated']);
  expect(await pending()).toEqual([]);
});

test('a newly linked user is wanted by an export that reads only what changed', async () => {
  for (const [other_direction, count] of [['incremental', 1] as const, ['full', 0] as const]) {
    const world = await linkWorld(schemas, {other_direction});
    await world.cohort.put([{email: MAIL, firstName: 'Ann'}]);
    await world.run([contact('003A', {firstName: 'Ann'})]);
    const wanted = await world.withStore(async store => {
      const ids: string[] = [];
      for await (const id of store.waiting.wanted('cohort')) ids.push(id);
      return ids;
    });
    expect(wanted).toHaveLength(count);
  }
});

test('a Cohort that does not look up ids is asked for one user after the other', async () => {
  const {world} = await linked();
  await world.cohort.ask('/__emulator/faults', {kind: 'users-by-id', on: false});
  const moved = contact('003A', {firstName: 'Anna', Email: 'moved@example.com'});
  expect((await world.run([moved])).statuses).toEqual(['updated']);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Anna'});
});

test('after the store is lost, users that hold their record’s Id keep their links', async () => {
  const {world, userId} = await linked();
  const {rm} = await import('node:fs/promises');
  await rm(world.baselineDir, {recursive: true});
  const moved = contact('003A', {firstName: 'Anna', Email: 'moved@example.com'});
  const ran = await world.run([moved]);
  expect(ran.listed.toSorted()).toEqual(['EMAIL_DIFFERS 003A', 'OVERWRITTEN 003A']);
  expect(await world.pair('003A')).toMatchObject({userId});
  expect(await world.cohort.users()).toHaveLength(1);
});

test('a baseline of another org is refused, and with new_org only links that still hold are kept', async () => {
  const {world, userId} = await linked({org_id: '00D000000000001AAA'});
  const other = {org_id: '00D000000000002AAA'};
  await expect(world.run([], other)).rejects.toThrow(/belongs to the org 00D000000000001AAA/);
  const ran = await world.run([contact('003Z', {Email: MAIL, firstName: 'Ann'})], {
    ...other,
    new_org: true,
  });
  expect(ran.listed).toEqual(['RELINKED 003Z']);
  expect(await world.pair('003Z')).toMatchObject({userId});
});

test('a field that links need and the catalog lacks is named', async () => {
  const world = await linkWorld(schemas);
  await expect(world.run([], {link: {user_id: 'Other__c'}})).rejects.toThrow(
    /no field "Other__c" \(link.user_id\)/,
  );
});

test('check proves the baseline folder and, to follow addresses, that users are found by id', async () => {
  const world = await linkWorld(schemas, {email_changes: 'follow', org_id: '00D000000000001AAA'});
  expect(await world.check()).toMatch(/users can be written/);
  await expect(world.check({org_id: '00D000000000002AAA'})).rejects.toThrow(/belongs to the org/);
  await expect(world.check({baseline_dir: '/dev/null/x'})).rejects.toThrow(/cannot be written/);
  await world.cohort.ask('/__emulator/faults', {kind: 'users-by-id', on: false});
  await expect(world.check()).rejects.toThrow(/email_changes is follow/);
});

test('a record that was asked for again is not asked for once it was read', async () => {
  const world = await linkWorld(schemas);
  const wanted = () =>
    world.withStore(async store => {
      const ids: string[] = [];
      for await (const id of store.waiting.wanted('salesforce')) ids.push(id);
      return ids;
    });
  const ask = (id: string) => ({side: 'salesforce', id, isWanted: true}) as const;
  await world.withStore(store => store.save({wanted: [ask('003A'), ask('003B'), ask('003C')]}));
  await world.run([contact('003A'), contact('003B')], {dry_run: true});
  expect(await wanted()).toEqual(['003A', '003B', '003C']);
  await world.run([contact('003A'), contact('003B', {IsDeleted: true})]);
  expect(await wanted()).toEqual(['003C']);
});
