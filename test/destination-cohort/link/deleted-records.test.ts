import {expect, test} from 'vitest';
import {text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const MAIL = '003a@example.com';
const MARK = {on_delete: 'property:crm_status=deleted'};
const gone = () => contact('003A', {IsDeleted: true});

async function linked() {
  const world = await linkWorld({firstName: text}, MARK);
  await world.run([contact('003A', {firstName: 'Ann'})]);
  return world;
}

const twin = (more: object = {}) => contact('003B', {Email: MAIL, firstName: 'Ann', ...more});

test.each([
  {order: 'before', toRecords: () => [twin(), gone()]},
  {order: 'after', toRecords: () => [gone(), twin()]},
])(
  'a record of the same address that comes $order a deleted one takes its place, and nobody is marked',
  async ({toRecords}) => {
    const world = await linked();
    const records = toRecords();
    const {id} = await world.userOf(MAIL);
    for (const dry_run of [true, false]) {
      const ran = await world.run(records, {dry_run});
      expect(ran.listed).toEqual(['RELINKED 003B']);
      expect(ran.statuses.toSorted()).toEqual(['unchanged', 'updated']);
    }
    expect(await world.userOf(MAIL)).toMatchObject({id, properties: {salesforce_id: '003B'}});
    expect((await world.userOf(MAIL)).properties.crm_status ?? null).toBeNull();
    expect(await world.pair('003B')).toMatchObject({userId: id});
    expect(await world.pair('003A')).toBeUndefined();
  },
);

test('so does a copy that holds the user id, with what it has changed', async () => {
  const world = await linked();
  const {id} = await world.userOf(MAIL);
  const copy = twin({User_Id__c: id, firstName: 'Anna', Email: 'other@example.com'});
  for (const dry_run of [true, false]) {
    const ran = await world.run([copy, gone()], {dry_run});
    expect(ran.listed).toContain('RELINKED 003B');
    expect(ran.listed).not.toContain('RECORD_DELETED 003A');
    expect(ran.statuses).toEqual(['updated', 'unchanged']);
  }
  expect(await world.userOf(MAIL)).toMatchObject({id, firstName: 'Anna'});
});

test('a record that is deleted and restored within one input keeps its user', async () => {
  const world = await linked();
  await world.run([
    gone(),
    contact('003A', {firstName: 'Anna', SystemModstamp: '2027-01-01T00:00:00Z'}),
  ]);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Anna'});
  expect((await world.userOf(MAIL)).properties.crm_status ?? null).toBeNull();
});
