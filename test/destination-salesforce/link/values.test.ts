import {EMPTY} from '@cohort-salesforce/spec/baseline';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {ADA, type Linked, startLinked} from '../fixtures/linked.js';

let linked: Linked;
beforeEach(async () => {
  linked = await startLinked();
});
afterEach(() => linked.close());

const OWN = {Email: 'ada@x.com', Cohort_User_ID__c: String(ADA.id)};
const points = (number: number) => ({...ADA, points: number});
const held = async () => (await linked.contacts())[0]?.Loyalty_Points__c;

test('a filled field stays with fill_empty_only', async () => {
  const [id] = await linked.put({...OWN, Loyalty_Points__c: 1});
  await linked.link(ADA, id, (pair, {points: number, digest}) => {
    pair.properties.set(number, {salesforce: digest(1), cohort: digest(1)});
  });
  const config = {fill_empty_only: true};
  await linked.export([points(2)], config);
  expect([await held(), linked.codes()]).toEqual([1, []]);
  await linked.org.reset();
  expect((await linked.export([points(2)], config)).counts).toEqual({unchanged: 1});
  expect(await linked.org.calls('GET /services/data/:version/query')).toBe(0);
});

describe('a run that died', () => {
  const intend = async (salesforce: number) => {
    const [id] = await linked.put({...OWN, Loyalty_Points__c: salesforce});
    await linked.link(ADA, id, (pair, {points: number, digest}) => {
      pair.properties.set(number, {salesforce: digest(1), cohort: digest(1)});
      pair.intents.set(number, {
        side: 'salesforce',
        source: digest(2),
        sent: digest(2),
        stored: digest(2),
      });
    });
  };

  test('after its write: a later edit of the user is no conflict', async () => {
    await intend(2);
    expect((await linked.export([points(3)])).counts).toEqual({updated: 1});
    expect([await held(), linked.codes()]).toEqual([3, []]);
  });

  test('before its write: the value is written', async () => {
    await intend(1);
    expect((await linked.export([points(2)])).counts).toEqual({updated: 1});
    expect(await held()).toBe(2);
    expect((await linked.pairOf(ADA))?.intents.size).toBe(0);
  });

  test('leaves its intent in the store before anything is sent', async () => {
    const [id] = await linked.put({...OWN, Loyalty_Points__c: 1});
    await linked.link(ADA, id, (pair, {points: number, digest}) => {
      pair.properties.set(number, {salesforce: digest(1), cohort: digest(1)});
    });
    await linked.org.fault({kind: 'read-only', fails: 'calls', status: 403});
    await expect(linked.export([points(2)])).rejects.toMatchObject({failure: 'transient_error'});
    const pair = await linked.pairOf(ADA);
    expect([...(pair?.intents ?? [])]).toMatchObject([[expect.any(Number), {side: 'salesforce'}]]);
    expect(pair?.recordReadAt).toBe(0);
  });
});

test('a write that Salesforce rejects leaves no intent and is tried again', async () => {
  const [id] = await linked.put({...OWN, Loyalty_Points__c: 1});
  await linked.link(ADA, id, (pair, {points: number, digest}) => {
    pair.properties.set(number, {salesforce: digest(1), cohort: digest(1)});
  });
  const errors = [{statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no', fields: []}];
  const answer = {status: 200, body: [{success: false, errors}]};
  const route = '/services/data/:version/composite/sobjects';
  await linked.org.fault({method: 'PATCH', route, times: 1, answer});
  const {counts} = await linked.export([points(2)]);
  expect(counts).toEqual({FIELD_CUSTOM_VALIDATION_EXCEPTION: 1});
  expect((await linked.pairOf(ADA))?.intents.size).toBe(0);
  expect((await linked.export([points(2)])).counts).toEqual({updated: 1});
});

test('a value that cannot be written rejects its user only when it has to be written', async () => {
  const [id] = await linked.put({...OWN, Loyalty_Points__c: 1});
  await linked.link(ADA, id, (pair, {points: number, digest}) => {
    pair.properties.set(number, {salesforce: digest(1), cohort: digest('many')});
  });
  expect((await linked.export([{...ADA, points: 'many'}])).counts).toEqual({unchanged: 1});
  expect((await linked.export([{...ADA, points: 'more'}])).counts).toEqual({
    INVALID_TYPE_ON_FIELD_IN_RECORD: 1,
  });
  expect(await held()).toBe(1);
});

describe('a value that Salesforce stores otherwise', () => {
  const tier = (text: string) => ({...ADA, tier: text});
  const title = async () => (await linked.contacts('Title'))[0]?.Title;
  const writesUntilQuiet = async (user: ReturnType<typeof tier>) => {
    const first = (await linked.export([user])).counts;
    const second = (await linked.export([user])).counts;
    return [first, second];
  };

  test.each([
    ['is trimmed', '  Dr.  ', 'Dr.'],
    ['has other line ends', 'a\r\nb', 'a\r\nb'],
  ])('when it %s: is written once', async (_, sent, stored) => {
    await linked.put({...OWN});
    expect(await writesUntilQuiet(tier(sent))).toEqual([{updated: 1}, {unchanged: 1}]);
    expect(String(await title()).replaceAll('\r', '')).toBe(stored.replaceAll('\r', ''));
  });

  test('rounded: is not written back, and equals its original', async () => {
    const [id] = await linked.put({...OWN, Loyalty_Points__c: 5});
    await linked.link(ADA, id);
    expect((await linked.export([points(5.2)])).counts).toEqual({unchanged: 1});
    const pair = await linked.pairOf(ADA);
    expect(pair?.properties.size).toBeGreaterThan(0);
  });

  test('by a trigger: the stored form is adopted and not sent again', async () => {
    await linked.scenario('triggers', {object: 'Contact', field: 'Title', transform: 'upper'});
    await linked.put({...OWN});
    await linked.export([tier('gold')]);
    expect(await title()).toBe('GOLD');
    expect((await linked.export([{...tier('gold'), points: 6}])).counts).toEqual({updated: 1});
    expect(await title()).toBe('GOLD');
    expect((await linked.export([tier('silver')])).counts).toEqual({updated: 1});
    expect(await title()).toBe('SILVER');
    expect(linked.codes()).toEqual([]);
  });
});

test('old news of a user are skipped: their later change has been read already', async () => {
  const at = (time: string, number: number) => ({...points(number), updatedAt: time});
  await linked.put({...OWN});
  await linked.export([at('2026-01-02T00:00:00.000Z', 2)]);
  expect((await linked.export([at('2026-01-01T00:00:00.000Z', 1)])).counts).toEqual({unchanged: 1});
  expect(await held()).toBe(2);
});

test('a dry run changes neither the org nor the baseline', async () => {
  await linked.put({Email: 'ada@x.com'});
  expect((await linked.export([ADA], {dry_run: true})).counts).toEqual({updated: 1});
  expect(await linked.pairOf(ADA)).toBeUndefined();
  expect(await held()).toBeNull();
});

test.each([-600_000, 600_000])(
  'newest compares the times of both systems, whatever the clock of this machine says (%d)',
  async offset => {
    const other = await startLinked({clock: () => Date.now() + offset});
    const [id] = await other.put({...OWN, Loyalty_Points__c: 1});
    await other.link(ADA, id, (pair, {points: number, digest}) => {
      pair.properties.set(number, {salesforce: digest(5), cohort: digest(5)});
      pair.recordReadAt = 1;
    });
    const after = (seconds: number) => new Date(Date.now() + offset + seconds * 1000).toISOString();
    const config = {wins: {points: 'newest' as const}};
    await other.export([{...points(8), updatedAt: after(-60)}], config);
    expect((await other.contacts())[0]?.Loyalty_Points__c).toBe(1);
    await other.export([{...points(9), updatedAt: after(60)}], config);
    expect((await other.contacts())[0]?.Loyalty_Points__c).toBe(9);
    await other.close();
  },
);

test('newest allows for a clock of Salesforce that is ahead of that of Cohort', async () => {
  const hour = 3_600_000;
  const other = await startLinked({clock: () => Date.now() + 3 * hour});
  const [id] = await other.put({...OWN, Loyalty_Points__c: 1});
  await other.link(ADA, id, (pair, {points: number, digest}) => {
    pair.properties.set(number, {salesforce: digest(5), cohort: digest(5)});
    pair.recordReadAt = 1;
  });
  await other.withStore(({clocks}) => clocks.note('cohort', 0));
  const config = {wins: {points: 'newest' as const}};
  const at = (time: number) => new Date(Date.now() + time).toISOString();
  await other.export([{...points(8), updatedAt: at(-hour)}], config);
  expect((await other.contacts())[0]?.Loyalty_Points__c).toBe(1);
  await other.export([{...points(9), updatedAt: at(hour)}], config);
  expect((await other.contacts())[0]?.Loyalty_Points__c).toBe(9);
  await other.close();
});

test('of a record that it creates it keeps what is empty on both sides, too: the import has nothing to look up', async () => {
  await linked.export([{...ADA, points: 5, tier: null}], {other_direction: 'incremental'});
  const pair = await linked.pairOf(ADA);
  const known = [...(pair?.properties ?? [])].map(([, baseline]) => baseline);
  expect(known).toContainEqual({salesforce: EMPTY, cohort: EMPTY});
  const wanted = await linked.withStore(async store => {
    const ids: string[] = [];
    for await (const id of store.waiting.wanted('salesforce')) ids.push(id);
    return ids;
  });
  expect(wanted).toEqual([]);
});
