import {EMPTY, unpackTables} from '@cohort-salesforce/spec/baseline';
import {expect, test} from 'vitest';
import {number, text} from '../fixtures/contacts.js';
import {contact, linkWorld, US, type World} from './fixtures/link-world.js';

const schemas = {firstName: text, points: number};
const TWO_WAY = {two_way: ['firstName', 'points']};
const MAIL = '003a@example.com';

/** Leaves the store as a run does that dies between Cohort's reply and the baseline. */
async function dieAfterSending(world: World, values: {before: string; sent: string}) {
  await world.withStore(async store => {
    const [pair] = await store.pairsOfRecords(['003A']);
    if (!pair) throw new Error('no pair');
    const firstName = await store.propertyNumber('firstName', 'firstName');
    const [before, sent] = [store.digest(values.before), store.digest(values.sent)];
    pair.properties.set(firstName, {salesforce: before, cohort: before});
    pair.intents.set(firstName, {side: 'cohort', source: sent, sent, stored: sent});
    pair.writes.delete(firstName);
    await store.commit({pairs: [pair]});
  });
}

test('a write that was confirmed before the run died is known, even after a person edited the record', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  await world.run([contact('003A', {firstName: 'Sent', points: 1})]);
  await dieAfterSending(world, {before: 'Old', sent: 'Sent'});
  const ran = await world.run([contact('003A', {firstName: 'Edited', points: 1})]);
  expect([ran.statuses, ran.listed]).toEqual([['updated'], []]);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Edited'});
  expect((await world.pair('003A'))?.intents.size).toBe(0);
});

test('a write that was confirmed before the run died does not set an edit in Cohort back', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  const record = contact('003A', {firstName: 'Sent', points: 1});
  await world.run([record]);
  await dieAfterSending(world, {before: 'Old', sent: 'Sent'});
  await world.cohort.put([{email: MAIL, firstName: 'Edited'}]);
  const ran = await world.run([record]);
  // Both differ from what the run before knew, and neither is what it sent.
  expect(ran.listed).toEqual(['CONFLICT 003A']);
});

test('a write that never reached Cohort is done again', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  await world.run([contact('003A', {firstName: 'Old', points: 1})]);
  await dieAfterSending(world, {before: 'Old', sent: 'Lost'});
  const ran = await world.run([contact('003A', {firstName: 'Lost', points: 1})]);
  expect([ran.statuses, ran.listed]).toEqual([['updated'], []]);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Lost'});
});

test('a confirmed write at first contact is known as well', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  const record = contact('003A', {firstName: 'Sent', points: 1});
  await world.run([record]);
  await dieAfterSending(world, {before: 'Old', sent: 'Sent'});
  await world.withStore(async store => {
    const [pair] = await store.pairsOfRecords(['003A']);
    if (pair)
      await store.save({
        pairs: [{...pair, properties: unpackTables().properties, importDigest: EMPTY}],
      });
  });
  const ran = await world.run([contact('003A', {firstName: 'Edited', points: 1})]);
  expect(ran.listed).toEqual([]);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Edited'});
});

test('a rejected write leaves no intent behind, and is tried again', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  await world.run([contact('003A', {firstName: 'Ann', points: 1})]);
  await world.cohort.fault({kind: 'invalid-item', times: 1});
  const changed = contact('003A', {firstName: 'Anna', points: 1});
  expect((await world.run([changed])).statuses).toEqual(['users.refused']);
  expect((await world.pair('003A'))?.intents.size).toBe(0);
  expect((await world.run([changed])).statuses).toEqual(['updated']);
});

test('users that an interrupted run had created are linked by the Id of their record', async () => {
  const world = await linkWorld(schemas);
  await world.run([contact('003B', {firstName: 'Bob'})]);
  await world.cohort.put([
    {email: 'was@example.com', firstName: 'Ann', properties: {salesforce_id: '003A'}},
  ]);
  const {id} = await world.userOf('was@example.com');
  await world.withStore(store => store.commit({creating: {recordIds: ['003A'], at: Date.now()}}));
  // Meanwhile the address changed, so that it would not lead to the user any more.
  const ran = await world.run([contact('003A', {firstName: 'Anna', Email: 'is@example.com'})]);
  expect(ran.statuses).toEqual(['updated']);
  expect(await world.pair('003A')).toMatchObject({userId: id});
  expect(await world.cohort.users()).toHaveLength(2);
  expect(await world.withStore(store => store.waiting.creating())).toEqual(new Map());
});

test('a reply that is lost does not create a user twice', async () => {
  const world = await linkWorld(schemas);
  await world.cohort.fault({route: '/v1/users/batch', nth: 1, loseReply: true});
  const record = contact('003A', {firstName: 'Ann'});
  expect((await world.run([record])).statuses).toEqual(['created']);
  expect((await world.run([record])).statuses).toEqual(['unchanged']);
  expect(await world.cohort.users()).toHaveLength(1);
});

test('a run that fails while records wait finishes none of them', async () => {
  const world = await linkWorld(schemas);
  await world.cohort.fault({route: '/v1/users/lookup', answer: {status: 401}});
  await expect(world.run([contact('003A')])).rejects.toThrow(/API key/);
  await world.cohort.forget();
  expect((await world.run([contact('003A')])).statuses).toEqual(['created']);
});

test('only one run at a time uses the store', async () => {
  const world = await linkWorld(schemas);
  await world.withStore(async () => {
    await expect(world.run([])).rejects.toThrow(/Another run is using the baseline store/);
  });
});

test('a dry run counts the same and keeps nothing', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  await world.run([contact('003A', {firstName: 'Ann', points: 1})]);
  const records = [contact('003A', {firstName: 'Anna', points: 1}), contact('003B')];
  const planned = await world.run(records, {dry_run: true});
  expect(planned.statuses).toEqual(['updated', 'created']);
  expect(await world.cohort.users()).toHaveLength(1);
  const ran = await world.run(records);
  expect(ran.statuses).toEqual(planned.statuses);
  expect(ran.stats).toEqual(planned.stats);
});

test('a user in whom a write changed nothing is still exported with what a person edited before', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  await world.run([contact('003A', {firstName: 'Ann', points: 1})]);
  await world.withStore(async store => {
    const [pair] = await store.pairsOfRecords(['003A']);
    if (pair) await store.commit({pairs: [{...pair, userReadAt: 0}]});
  });
  const {id} = await world.userOf(MAIL);
  // Cohort keeps the value in a form of its own, and had that one already.
  const body = {results: [{index: 0, status: 'unchanged', id}]};
  await world.cohort.fault({route: '/v1/users/batch', nth: 1, answer: {status: 200, body}});
  const ran = await world.run([contact('003A', {firstName: 'Anna', points: 1})]);
  expect(ran.statuses).toEqual(['unchanged']);
  expect(await world.pair('003A')).toMatchObject({userReadAt: 0});
});

test('what an export has sent that ended meanwhile is remembered until the record shows it', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  await world.run([contact('003A', {firstName: 'Ann', points: 1})]);
  await world.cohort.put([{email: MAIL, firstName: 'Sent'}]);
  await world.withStore(async store => {
    const [pair] = await store.pairsOfRecords(['003A']);
    if (!pair) throw new Error('no pair');
    const sent = store.digest('Sent');
    const number = await store.propertyNumber('firstName', 'firstName');
    pair.intents.set(number, {side: 'salesforce', source: sent, sent, stored: sent});
    await store.commit({pairs: [pair]});
  });
  // Its job is still waiting in Salesforce.
  await world.run([contact('003A', {firstName: 'Ann', points: 2})]);
  await world.cohort.put([{email: MAIL, firstName: 'Edited'}]);
  const ran = await world.run([contact('003A', {firstName: 'Sent', points: 3})]);
  expect(ran.listed).toEqual([]);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Edited', properties: {points: 3}});
});

test('a record whose user was gone from the address when it was written is read again by the next run', async () => {
  const world = await linkWorld(schemas, TWO_WAY);
  await world.run([contact('003A', {firstName: 'Ann', points: 1})]);
  const body = {results: [{index: 0, status: 'not_found'}]};
  await world.cohort.fault({route: '/v1/users/batch', nth: 1, answer: {status: 200, body}});
  const record = contact('003A', {firstName: 'Anna', points: 1});
  expect((await world.run([record])).statuses).toEqual(['unchanged']);
  const wanted: string[] = [];
  await world.withStore(async store => {
    for await (const id of store.waiting.wanted('salesforce')) wanted.push(id);
  });
  expect(wanted).toEqual(['003A']);
  expect((await world.run([record])).statuses).toEqual(['updated']);
});

test.each([
  {what: 'what a trigger made of it stays in Salesforce', seconds: 0, expected: 'Sent'},
  {what: 'a later edit with the same login is imported', seconds: 5, expected: 'Later'},
])('after a write of the export that was not read yet, $what', async ({seconds, expected}) => {
  const world = await linkWorld(schemas, TWO_WAY);
  await world.run([contact('003A', {firstName: 'Ann', points: 1})]);
  await world.cohort.put([{email: MAIL, firstName: 'Sent'}]);
  const record = contact('003A', {firstName: 'Later', points: 1, LastModifiedById: US});
  await world.withStore(async store => {
    const [pair] = await store.pairsOfRecords(['003A']);
    if (!pair) throw new Error('no pair');
    const sent = store.digest('Sent');
    const number = await store.propertyNumber('firstName', 'firstName');
    pair.properties.set(number, {salesforce: sent, cohort: sent});
    pair.writes.set(number, {side: 'salesforce', source: sent, count: 1, isRead: false});
    pair.recordWrittenAt = Date.parse(String(record.SystemModstamp)) - seconds * 1000;
    await store.commit({pairs: [pair]});
  });
  const ran = await world.run([record]);
  expect(ran.listed).toEqual([]);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: expected});
});
