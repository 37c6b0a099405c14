import {expect, test} from 'vitest';
import {parseOnDelete} from '../../../destination-cohort/link/on-delete.js';
import {text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const schemas = {firstName: text};
const MAIL = '003a@example.com';
const MARK = {on_delete: 'property:crm_status=deleted'};

async function linked(config: object) {
  const world = await linkWorld(schemas, config);
  await world.run([contact('003A', {firstName: 'Ann'})]);
  const propertyOf = async (name: string) => (await world.userOf(MAIL)).properties[name] ?? null;
  return {world, propertyOf};
}

test('a user whose record was deleted gets the property, once, and keeps everything else', async () => {
  const {world, propertyOf} = await linked(MARK);
  expect(await propertyOf('crm_status')).toBeNull();
  const gone = contact('003A', {IsDeleted: true});
  const ran = await world.run([gone]);
  expect([ran.statuses, ran.listed]).toEqual([['updated'], ['RECORD_DELETED 003A']]);
  expect(await world.userOf(MAIL)).toMatchObject({
    firstName: 'Ann',
    properties: {crm_status: 'deleted', salesforce_id: '003A'},
  });
  const again = await world.run([gone]);
  expect([again.statuses, again.listed]).toEqual([['unchanged'], []]);
});

test('what somebody makes of the property afterwards is left alone', async () => {
  const {world, propertyOf} = await linked(MARK);
  const gone = contact('003A', {IsDeleted: true});
  await world.run([gone]);
  await world.cohort.put([{email: MAIL, properties: {crm_status: 'lapsed'}}]);
  await world.run([gone]);
  expect(await propertyOf('crm_status')).toBe('lapsed');
  await world.run([contact('003A', {firstName: 'Ann'})]);
  expect(await propertyOf('crm_status')).toBe('lapsed');
});

test('the mark goes when the record comes back, or when another one represents the user', async () => {
  for (const id of ['003A', '003B']) {
    const {world, propertyOf} = await linked(MARK);
    await world.run([contact('003A', {IsDeleted: true})]);
    const ran = await world.run([contact(id, {Email: MAIL, firstName: 'Ann'})]);
    expect(ran.statuses).toEqual(['updated']);
    expect(await propertyOf('crm_status')).toBeNull();
    expect((await world.pair(id))?.absence).toBeUndefined();
  }
});

test('of a record that was deleted for good only the Id comes: its user is marked, and read by the export', async () => {
  const purged = {Id: '003A', SystemModstamp: '2026-05-01T00:00:00.000Z', IsDeleted: true};
  for (const other_direction of ['incremental', undefined] as const) {
    const {world, propertyOf} = await linked({...MARK, other_direction});
    const {id} = await world.userOf(MAIL);
    await world.withStore(store => store.commit({wanted: [{side: 'cohort', id, isWanted: false}]}));
    const ran = await world.run([purged]);
    expect([ran.statuses, ran.listed]).toEqual([['updated'], ['RECORD_DELETED 003A']]);
    expect(await propertyOf('crm_status')).toBe('deleted');
    const wanted: string[] = [];
    await world.withStore(async store => {
      for await (const one of store.waiting.wanted('cohort')) wanted.push(one);
    });
    expect(wanted).toEqual(other_direction ? [id] : []);
  }
});

test('a deletion that the export found first is marked too', async () => {
  const {world, propertyOf} = await linked(MARK);
  await world.withStore(async store => {
    const [pair] = await store.pairsOfRecords(['003A']);
    if (!pair) throw new Error('no pair');
    pair.absence = 'deleted';
    await store.save({pairs: [pair]});
  });
  const ran = await world.run([contact('003A', {IsDeleted: true})]);
  expect([ran.statuses, ran.listed]).toEqual([['updated'], []]);
  expect(await propertyOf('crm_status')).toBe('deleted');
});

test('a run that was killed after the write and before the store knew of it changes nothing', async () => {
  const {world, propertyOf} = await linked(MARK);
  await world.cohort.put([{email: MAIL, properties: {crm_status: 'deleted'}}]);
  const ran = await world.run([contact('003A', {IsDeleted: true})]);
  expect([ran.statuses, ran.listed]).toEqual([['unchanged'], ['RECORD_DELETED 003A']]);
  expect(await propertyOf('crm_status')).toBe('deleted');
});

test('a merged record marks nobody', async () => {
  const {world, propertyOf} = await linked(MARK);
  const merged = contact('003A', {IsDeleted: true, MasterRecordId: '003M'});
  await world.run([merged, contact('003M', {Email: MAIL, firstName: 'Ann'})]);
  expect(await propertyOf('crm_status')).toBeNull();
});

test('clear_link empties the record Id in Cohort, and puts it back', async () => {
  const {world, propertyOf} = await linked({on_delete: 'clear_link'});
  expect(await propertyOf('salesforce_id')).toBe('003A');
  expect((await world.run([contact('003A', {IsDeleted: true})])).statuses).toEqual(['updated']);
  expect(await propertyOf('salesforce_id')).toBeNull();
  // The store still knows the pair: nobody is created again for the user.
  expect(await world.pair('003A')).toMatchObject({absence: 'deleted'});
  await world.run([contact('003A', {firstName: 'Anna'})]);
  expect(await propertyOf('salesforce_id')).toBe('003A');
});

test('by default nothing is written and no property is created', async () => {
  const {world} = await linked({});
  const before = await world.userOf(MAIL);
  expect((await world.run([contact('003A', {IsDeleted: true})])).statuses).toEqual(['unchanged']);
  expect(await world.userOf(MAIL)).toEqual(before);
});

test('a dry run shows the mark, counts it and writes nothing', async () => {
  const {world, propertyOf} = await linked(MARK);
  const ran = await world.run([contact('003A', {IsDeleted: true})], {dry_run: true});
  expect(ran.statuses).toEqual(['updated']);
  expect(ran.logs.join('\n')).toContain('crm_status null -> "deleted"');
  expect(await propertyOf('crm_status')).toBeNull();
});

test('the value has the type of the property', async () => {
  const world = await linkWorld(schemas, {
    on_delete: 'property:in_crm=false',
    property_types: {in_crm: 'boolean'},
  });
  await world.run([contact('003A', {firstName: 'Ann'})]);
  await world.run([contact('003A', {IsDeleted: true})]);
  expect((await world.userOf(MAIL)).properties.in_crm).toBe(false);
  const wrong = {on_delete: 'property:in_crm=never'};
  await expect(world.run([contact('003A')], wrong)).rejects.toThrow('on_delete: the value is');
});

test.each([
  [{on_delete: 'property:crm_status=deleted', baseline_dir: undefined}, 'without baseline_dir'],
  [{on_delete: 'property:email=gone'}, 'expected a user property of its own'],
  [{on_delete: 'property:firstName=gone'}, 'expected a user property of its own'],
  [{on_delete: 'property:tier=gone', mapping: {Tier__c: 'tier'}}, 'which the mapping writes too'],
  [{on_delete: 'property:tier=gone', constants: {tier: 'a'}}, 'which the mapping writes too'],
  [{on_delete: 'clear_link', record_id_property: false as const}, 'is off or mapped'],
])('%j is refused', (config, message) => {
  const whole = {baseline_dir: '/data/baseline', ...config};
  const given = Object.entries(whole).filter(([, value]) => value !== undefined);
  expect(() => parseOnDelete(Object.fromEntries(given))).toThrow(message);
});
