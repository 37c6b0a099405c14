import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {ADA, BOB, type Linked, startLinked} from '../fixtures/linked.js';

let linked: Linked;
beforeEach(async () => {
  linked = await startLinked();
});
afterEach(() => linked.close());

const QUERY = 'GET /services/data/:version/query';
const COLLECTIONS = 'PATCH /services/data/:version/composite/sobjects';
const points = (number: number) => ({...ADA, points: number});

describe.each(['rest', 'bulk'] as const)('by %s', write_api => {
  test('a user without a record gets one, is linked to it, and costs nothing while unchanged', async () => {
    expect((await linked.export([ADA], {write_api})).counts).toEqual({created: 1});
    const [record] = await linked.contacts();
    expect(record).toMatchObject({Email: 'ada@x.com', Cohort_User_ID__c: ADA.id});
    expect(await linked.pairOf(ADA)).toMatchObject({recordId: record?.Id, exported: true});
    await linked.org.reset();
    expect((await linked.export([ADA], {write_api})).counts).toEqual({unchanged: 1});
    expect(await linked.org.calls(QUERY)).toBe(0);
    expect(await linked.org.calls('POST /services/data/:version/jobs/query')).toBe(0);
    expect(await linked.org.calls(COLLECTIONS)).toBe(0);
  });

  test('a linked record is found by its Id, whatever it holds', async () => {
    const [id] = await linked.put({Loyalty_Points__c: 1});
    await linked.link(ADA, id, (pair, {points: number, digest}) => {
      pair.properties.set(number, {salesforce: digest(1), cohort: digest(1)});
    });
    expect((await linked.export([ADA], {write_api})).counts).toEqual({updated: 1});
    expect(await linked.contacts()).toEqual([
      {Id: id, Email: null, Cohort_User_ID__c: ADA.id, Loyalty_Points__c: 5},
    ]);
  });

  test('a deleted record is listed and not made again', async () => {
    await linked.export([ADA], {write_api});
    const [record] = await linked.contacts();
    await linked.remove(String(record?.Id));
    expect((await linked.export([points(6)], {write_api})).counts).toEqual({unchanged: 1});
    expect(linked.codes()).toEqual(['RECORD_DELETED']);
    expect(await linked.contacts()).toEqual([]);
    const again = await linked.export([points(6)], {write_api, recreate_deleted: true});
    expect(again.counts).toEqual({created: 1});
    expect((await linked.pairOf(ADA))?.recordId).toBe((await linked.contacts())[0]?.Id);
  });

  test('that a record was deleted is kept for the import, which may have marked the user', async () => {
    const [id] = await linked.put({Loyalty_Points__c: 1});
    await linked.link(ADA, id, pair => {
      pair.absence = 'deleted';
    });
    expect((await linked.export([ADA], {write_api})).counts).toEqual({updated: 1});
    expect(await linked.pairOf(ADA)).toMatchObject({recordId: id, absence: 'deleted'});
  });

  test('a record out of sight is listed and not made again', async () => {
    await linked.export([ADA], {write_api});
    const [record] = await linked.contacts();
    await linked.scenario('hide', {ids: [record?.Id]});
    expect((await linked.export([points(6)], {write_api})).counts).toEqual({unchanged: 1});
    expect(linked.codes()).toEqual(['RECORD_MISSING']);
    await linked.org.ask('DELETE', '/__emulator/hide');
    expect((await linked.export([points(6)], {write_api})).counts).toEqual({updated: 1});
    expect((await linked.contacts()).map(({Loyalty_Points__c}) => Loyalty_Points__c)).toEqual([6]);
  });
});

test('a record that was deleted for good, as the import was told, leaves its user to another one with the address', async () => {
  await linked.export([ADA]);
  const [record] = await linked.contacts();
  const [other] = await linked.put({Email: 'ada@x.com'});
  await linked.scenario('hide', {ids: [record?.Id]});
  await linked.link(ADA, String(record?.Id), pair => {
    pair.absence = 'deleted';
  });
  expect((await linked.export([points(6)])).counts).toEqual({updated: 1});
  expect(linked.codes()).toEqual(['RELINKED']);
  expect((await linked.pairOf(ADA))?.recordId).toBe(other);
});

test('that a record was deleted stays known when the recycle bin is emptied', async () => {
  await linked.export([ADA]);
  const [record] = await linked.contacts();
  await linked.scenario('hide', {ids: [record?.Id]});
  await linked.link(ADA, String(record?.Id), pair => {
    pair.absence = 'deleted';
  });
  expect((await linked.export([points(6)])).counts).toEqual({unchanged: 1});
  expect(linked.codes()).toEqual(['RECORD_DELETED']);
  expect((await linked.pairOf(ADA))?.absence).toBe('deleted');
});

test('after a merge the link moves to the master', async () => {
  await linked.export([ADA]);
  const [loser] = await linked.contacts();
  const [master] = await linked.put({Email: 'other@x.com'});
  await linked.scenario('merge', {master, losers: [loser?.Id]});
  expect((await linked.export([points(6)])).counts).toEqual({updated: 1});
  expect(linked.codes()).toEqual(['RELINKED', 'EMAIL_DIFFERS']);
  expect(await linked.contacts()).toEqual([
    {Id: master, Email: 'other@x.com', Cohort_User_ID__c: ADA.id, Loyalty_Points__c: 6},
  ]);
});

test('after a merge of two users the master keeps its own', async () => {
  await linked.export([ADA, BOB]);
  const [ada, bob] = await linked.contacts();
  await linked.scenario('merge', {master: ada?.Id, losers: [bob?.Id]});
  const {counts} = await linked.export([points(6), {...BOB, points: 8}]);
  expect(counts).toEqual({updated: 1, RECORD_OF_ANOTHER_USER: 1});
  expect(await linked.contacts()).toMatchObject([
    {Cohort_User_ID__c: ADA.id, Loyalty_Points__c: 6},
  ]);
});

test('a user who came back under another id takes over the record of the old one', async () => {
  await linked.export([ADA]);
  const heir = {...ADA, id: '99999999-9999-4999-8999-999999999999'};
  expect((await linked.export([heir])).counts).toEqual({updated: 1});
  expect(linked.codes()).toEqual(['RELINKED']);
  expect(await linked.contacts()).toMatchObject([{Cohort_User_ID__c: heir.id}]);
  expect(await linked.pairOf(ADA)).toBeUndefined();
});

test('a record that the import has linked to the new id of its user gets that id', async () => {
  await linked.export([ADA]);
  const heir = {...ADA, id: '99999999-9999-4999-8999-999999999999'};
  const [record] = await linked.contacts();
  await linked.link(heir, String(record?.Id));
  expect((await linked.export([heir])).counts).toEqual({updated: 1});
  expect(await linked.contacts()).toMatchObject([{Cohort_User_ID__c: heir.id}]);
});

test('the record of a user who still exists is never taken', async () => {
  await linked.export([ADA]);
  const moved = {...ADA, email: 'new@x.com'};
  const heir = {...BOB, email: 'ada@x.com'};
  expect((await linked.export([moved, heir])).counts).toEqual({
    unchanged: 1,
    RECORD_OF_ANOTHER_USER: 1,
  });
  // Also in a later run, in which the other user does not come.
  expect((await linked.export([heir])).counts).toEqual({RECORD_OF_ANOTHER_USER: 1});
});

test('of existing users only, one without a record is pending until there is one', async () => {
  expect((await linked.export([ADA], {users: 'existing'})).counts).toEqual({unchanged: 1});
  const pending = () =>
    linked.withStore(async store => {
      const ids: string[] = [];
      for await (const {id} of store.waiting.pending('salesforce')) ids.push(id);
      return ids;
    });
  expect(await pending()).toEqual([ADA.id]);
  const [id] = await linked.put({Email: 'ada@x.com'});
  const config = {users: 'existing', other_direction: 'incremental'} as const;
  expect((await linked.export([ADA], config)).counts).toEqual({updated: 1});
  expect(await pending()).toEqual([]);
  const wanted = await linked.withStore(async store => {
    const ids: string[] = [];
    for await (const one of store.waiting.wanted('salesforce')) ids.push(one);
    return ids;
  });
  expect(wanted).toEqual([id]);
});

test('a user who names its record is linked to it where the baseline knows no link', async () => {
  const [id] = await linked.put({Email: 'other@x.com'});
  const schema = {salesforce_id: {type: ['null', 'string']}};
  await linked.export([{...ADA, salesforce_id: id}], {}, schema);
  expect((await linked.pairOf(ADA))?.recordId).toBe(id);
});

test('a baseline of another org is refused, and with new_org only its links count', async () => {
  const [id] = await linked.put({Email: 'ada@x.com', Loyalty_Points__c: 1});
  await linked.link(ADA, id, (pair, {points: number, digest}) => {
    pair.properties.set(number, {salesforce: digest(1), cohort: digest(1)});
    pair.exported = true;
  });
  await linked.withStore(store => store.setOwner({org: '00D000000000001AAA'}));
  await expect(linked.export([ADA])).rejects.toMatchObject({
    failure: 'config_error',
    message: expect.stringContaining('--new-org'),
  });
  const {counts} = await linked.export([ADA], {new_org: true});
  expect(counts).toEqual({updated: 1});
  expect(linked.codes()).toEqual(['NO_HISTORY']);
  expect(await linked.contacts()).toMatchObject([
    {Cohort_User_ID__c: ADA.id, Loyalty_Points__c: 1},
  ]);
});

test('an open lead goes before the converted one that is linked', async () => {
  const lead = {LastName: 'A', Company: 'C', Email: 'ada@x.com'};
  const config = {
    object: 'Lead',
    user_id_field: 'Description',
    mapping: {email: 'Email', id: 'Description', points: 'NumberOfEmployees'},
    two_way: [],
  };
  const [converted = '', open = ''] = await linked.org.put(
    'Lead',
    {...lead, IsConverted: true, Description: String(ADA.id)},
    lead,
  );
  await linked.link(ADA, converted);
  await linked.export([ADA], {
    ...config,
    user_id_field: 'Title',
    mapping: {...config.mapping, id: 'Title'},
  });
  expect((await linked.pairOf(ADA))?.recordId).toBe(open);
});

test('the baseline holds no value and no address in the clear', async () => {
  await linked.export([{...ADA, tier: 'Gold secret'}]);
  const texts = linked.storeFiles().join();
  for (const text of ['ada@x.com', 'Gold secret']) expect(texts).not.toContain(text);
});
