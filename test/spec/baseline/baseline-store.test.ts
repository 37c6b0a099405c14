import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {
  BaselineStore,
  EMPTY,
  newPair,
  type Pair,
  unpackTables,
} from '@cohort-salesforce/spec/baseline';
import {beforeEach, expect, test} from 'vitest';
import {type BaselineFolder, baselineFolder} from '../../fixtures/baseline-folder.js';

let folder: string;
let withStore: BaselineFolder['withStore'];
beforeEach(async () => {
  const baseline = await baselineFolder();
  folder = baseline.config.baseline_dir;
  withStore = baseline.withStore;
});

const USER = '0b7c9f4e-7d21-4c5a-9c4e-1f2a3b4c5d6e';

function pairOf(store: BaselineStore, recordId = '003000000000001AAA', userId = USER): Pair {
  return newPair({recordId, userId, key: store.digest('ada@example.com'), epoch: store.epoch});
}

test('a pair is found again, by record and by user, with everything that it holds', async () => {
  const pair = await withStore(async store => {
    const number = await store.propertyNumber('Loyalty_Points__c', 'loyalty_points');
    const whole = pairOf(store);
    Object.assign(whole, {
      imported: true,
      absence: 'missing',
      recordReadAt: Date.UTC(2026, 10, 26),
    });
    whole.properties.set(number, {salesforce: store.digest('10'), cohort: EMPTY});
    const digests = {source: store.digest('1'), sent: store.digest('2'), stored: EMPTY};
    whole.intents.set(number, {side: 'cohort', ...digests});
    whole.writes.set(number, {side: 'cohort', source: store.digest('3'), count: 2, isRead: true});
    await store.commit({pairs: [whole]});
    return whole;
  });
  await withStore(async store => {
    expect(await store.pairsOfRecords(['003000000000002AAA', pair.recordId])).toEqual([
      undefined,
      pair,
    ]);
    expect(await store.pairsOfUsers([USER, 'somebody else'])).toEqual([pair, undefined]);
  });
});

test('a user whose record got another link is known to have been linked, until that is forgotten', async () => {
  await withStore(async store => {
    const before = pairOf(store);
    const after = pairOf(store, before.recordId, 'another');
    await store.save({pairs: [before]});
    await store.save({unlinked: [before], pairs: [after]});
    const users = ['nobody', USER, 'another'];
    expect(await store.everLinked.among(users)).toEqual([USER, 'another']);
    expect(await store.pairsOfUsers(users)).toEqual([undefined, undefined, after]);
    await store.save({unlinked: [after]});
    expect(await store.everLinked.among(users)).toEqual([USER]);
    await store.everLinked.forgetUsersOf(new Set([before.recordId]));
    expect(await store.everLinked.among(users)).toEqual([]);
  });
});

test('user ids of any form are kept', async () => {
  await withStore(async store => {
    const userId = 'usr_ÄÖ-42';
    await store.save({pairs: [pairOf(store, '003000000000001AAA', userId)]});
    expect((await store.pairsOfUsers([userId]))[0]?.userId).toBe(userId);
  });
});

test('the store keeps its identity, its digests and its property numbers', async () => {
  const read = (store: BaselineStore) =>
    Promise.all([store.id, store.digest('x'), store.propertyNumber('A', 'a')]);
  const first = await withStore(async store => {
    await store.propertyNumber('B', 'b');
    return read(store);
  });
  expect(await withStore(read)).toEqual(first);
});

test('another store gives the same value another digest', async () => {
  const first = await withStore(async store => store.digest('x'));
  await rm(folder, {recursive: true});
  expect(await withStore(async store => store.digest('x'))).not.toBe(first);
});

test('no value stands in the files in the clear', async () => {
  const {readdir, readFile} = await import('node:fs/promises');
  await withStore(async store => {
    const pair = pairOf(store);
    pair.properties.set(0, {salesforce: store.digest('Lovelace'), cohort: EMPTY});
    const key = store.digest('ada@example.com');
    await store.commit({pairs: [pair], pending: [{side: 'cohort', key, id: '1'}], erased: [key]});
  });
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name), 'latin1');
    expect(text).not.toMatch(/ada@example|Lovelace/);
  }
});

test('people who are missing on one side are found by their key until they are resolved', async () => {
  await withStore(async store => {
    const key = store.digest('ada@example.com');
    const other = store.digest('bob@example.com');
    const waiting = {side: 'cohort', key, id: '003000000000001AAA'} as const;
    await store.save({pending: [waiting, {side: 'salesforce', key: other, id: USER}]});
    expect(await store.waiting.pendingOf('cohort', [other, key])).toEqual([[], [waiting.id]]);
    expect(await collect(store.waiting.pending('salesforce'))).toEqual([
      {side: 'salesforce', key: other, id: USER},
    ]);
    await store.save({resolved: [waiting]});
    expect(await store.waiting.pendingOf('cohort', [key])).toEqual([[]]);
  });
});

test('erased keys, creations and wanted ids are kept', async () => {
  await withStore(async store => {
    const key = store.digest('ada@example.com');
    await store.commit({
      erased: [key],
      creating: {recordIds: ['003000000000001AAA', '003000000000002AAA'], at: 5},
      wanted: [{side: 'cohort', id: USER, isWanted: true}],
    });
    expect(await store.waiting.areErased([EMPTY, key])).toEqual([false, true]);
    await store.commit({creating: {recordIds: ['003000000000003AAA'], at: 6}});
    expect([...(await store.waiting.creating())]).toEqual([
      ['003000000000001AAA', 5],
      ['003000000000002AAA', 5],
      ['003000000000003AAA', 6],
    ]);
    expect(await collect(store.waiting.wanted('cohort'))).toEqual([USER]);
    await store.commit({
      creating: {recordIds: ['003000000000001AAA', '003000000000002AAA'], at: undefined},
      wanted: [{side: 'cohort', id: USER, isWanted: false}],
    });
    expect([...(await store.waiting.creating()).keys()]).toEqual(['003000000000003AAA']);
    await store.waiting.forgetCreating();
    expect((await store.waiting.creating()).size).toBe(0);
    expect(await collect(store.waiting.wanted('cohort'))).toEqual([]);
  });
});

test('a second process fails because another run is using the store', async () => {
  await withStore(async () => {
    const second = BaselineStore.open(folder);
    await expect(second).rejects.toMatchObject({
      failure: 'transient_error',
      message: expect.stringContaining('Another run is using the baseline store'),
    });
  });
});

test('a new epoch forgets the owner and keeps the pairs as hints', async () => {
  await withStore(async store => {
    await store.setOwner({org: '00D000000000001EAA'});
    await store.commit({pairs: [pairOf(store)]});
    await store.beginEpoch({org: '00D000000000002EAA'});
    const [pair] = await store.pairsOfUsers([USER]);
    expect([pair?.epoch, store.epoch, store.owner]).toEqual([0, 1, {org: '00D000000000002EAA'}]);
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('a pair is found by its key, and only by the one it has now', async () => {
  await withStore(async store => {
    const pair = pairOf(store);
    const before = pair.key;
    await store.save({pairs: [pair]});
    expect(await store.pairsOfKeys([before, EMPTY])).toEqual([pair, undefined]);
    const moved = {...pair, key: store.digest('ada@new.example')};
    await store.save({pairs: [moved]});
    expect(await store.pairsOfKeys([before, moved.key])).toEqual([undefined, moved]);
  });
});

test('a property that was deleted and created again gets a new number, a known one keeps its own', async () => {
  await withStore(async store => {
    await store.noteProperties(new Map([['tier', 'id-1']]));
    const tier = await store.propertyNumber('Tier__c', 'tier');
    const points = await store.propertyNumber('Points__c', 'points');
    await store.noteProperties(
      new Map([
        ['tier', 'id-1'],
        ['points', 'id-2'],
      ]),
    );
    expect(await store.propertyNumber('Tier__c', 'tier')).toBe(tier);
    await store.noteProperties(new Map([['tier', 'id-3']]));
    const again = await store.propertyNumber('Tier__c', 'tier');
    expect([tier, points]).not.toContain(again);
    expect(await store.propertyNumber('Points__c', 'points')).toBe(points);
  });
});

test('the store keeps which links were restored', async () => {
  await withStore(store => store.noteRestored('salesforce_id'));
  await withStore(async store => {
    expect([store.isRestored('salesforce_id'), store.isRestored('sf_id')]).toEqual([true, false]);
  });
});

test('a pair is done for the side that has read it as it is', async () => {
  await withStore(async store => {
    const digest = store.digest('all values');
    const reading = {digest, modified: 5, epoch: store.epoch};
    const done = {...pairOf(store), imported: true, importDigest: digest, recordReadAt: 5};
    const isSettled = async (change: Partial<Pair>, more: object = {}, side?: 'cohort') => {
      await store.save({pairs: [{...done, ...change}]});
      const [stored] = await store.storedPairsOfRecords([done.recordId]);
      expect(stored?.decode()).toEqual({...done, ...change});
      return stored?.isSettled(side ?? 'salesforce', {...reading, ...more});
    };
    expect(await isSettled({})).toBe(true);
    expect(await isSettled({}, {modified: 6})).toBe(false);
    expect(await isSettled({}, {epoch: store.epoch + 1})).toBe(false);
    expect(await isSettled({}, {digest: EMPTY})).toBe(false);
    expect(await isSettled({imported: false})).toBe(false);
    expect(await isSettled({absence: 'missing'})).toBe(false);
    const digests = {source: digest, sent: digest, stored: digest};
    const {intents} = unpackTables();
    intents.set(0, {side: 'cohort', ...digests});
    expect(await isSettled({intents})).toBe(false);
    const write = {source: digest, count: 1, isRead: false};
    const {writes} = unpackTables();
    writes.set(0, {side: 'salesforce', ...write});
    expect(await isSettled({writes})).toBe(false);
    writes.set(0, {side: 'cohort', ...write});
    expect(await isSettled({writes})).toBe(true);
    const exported = {exported: true, exportDigest: digest, userReadAt: 5};
    expect(await isSettled(exported, {}, 'cohort')).toBe(true);
    expect(await isSettled({}, {}, 'cohort')).toBe(false);
  });
});
