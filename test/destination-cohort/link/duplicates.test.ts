import {expect, test} from 'vitest';
import {writeBatch} from '../../fixtures/write-batch.js';
import {text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const schemas = {firstName: text};
const MAIL = 'family@example.com';

function member(id: string, firstName: string, more: object = {}) {
  return contact(id, {Email: MAIL, firstName, ...more});
}

test.each([
  {duplicates: undefined, name: 'Bob', statuses: ['duplicate', 'created']},
  {duplicates: 'oldest', name: 'Ann', statuses: ['created', 'duplicate']},
] as const)('of two records with one new address one creates the user: $duplicates', async row => {
  const world = await linkWorld(schemas, row.duplicates && {duplicates: row.duplicates});
  const ran = await world.run([member('003A', 'Ann'), member('003B', 'Bob')]);
  expect(ran.statuses).toEqual(row.statuses);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: row.name});
  expect(ran.listed).toEqual([row.name === 'Bob' ? 'DUPLICATE 003A' : 'DUPLICATE 003B']);
});

test('reject takes none of them, and keeps each record for another try', async () => {
  const world = await linkWorld(schemas, {duplicates: 'reject'});
  const ran = await world.run([member('003A', 'Ann'), member('003B', 'Bob'), contact('003C')]);
  expect(ran.statuses).toEqual(['DUPLICATE', 'DUPLICATE', 'created']);
  expect(ran.results[0]).toMatchObject({key: MAIL, record: {data: {Id: '003A'}}});
  expect(await world.cohort.user(MAIL)).toBeUndefined();
});

test('an open lead is taken before a converted one, however new that is', async () => {
  const world = await linkWorld(schemas);
  await world.run([member('00QA', 'Ann'), member('00QB', 'Bob', {IsConverted: true})]);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Ann'});
});

test('a linked lead stays linked after it was converted, and a new open one is its duplicate', async () => {
  const world = await linkWorld(schemas);
  await world.run([member('00QA', 'Ann')]);
  const converted = member('00QA', 'Anna', {IsConverted: true});
  const ran = await world.run([member('00QB', 'Bob'), converted]);
  expect(ran.statuses).toEqual(['duplicate', 'updated']);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Anna'});
});

test('the record that was linked first stays, whichever changes later, alone or together', async () => {
  const world = await linkWorld(schemas);
  const ann = member('003A', 'Ann');
  await world.run([ann]);
  expect((await world.run([member('003B', 'Bob')])).statuses).toEqual(['duplicate']);
  expect((await world.run([member('003B', 'Bert'), ann])).statuses).toEqual([
    'duplicate',
    'unchanged',
  ]);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Ann'});
});

test('a record that shares its address with a linked record is a duplicate, although no user has the address', async () => {
  const world = await linkWorld(schemas);
  await world.run([contact('003A', {firstName: 'Ann'})]);
  const moved = contact('003A', {firstName: 'Ann', Email: MAIL});
  const ran = await world.run([member('003B', 'Bob'), moved]);
  expect(ran.statuses).toEqual(['duplicate', 'unchanged']);
  expect(ran.listed.toSorted()).toEqual(['DUPLICATE 003B', 'EMAIL_DIFFERS 003A']);
  expect(await world.cohort.user(MAIL)).toBeUndefined();
});

test('of records that hold one user id the oldest is linked, whatever duplicates says', async () => {
  const world = await linkWorld(schemas, {duplicates: 'newest'});
  await world.cohort.put([{email: MAIL, firstName: 'Ann'}]);
  const {id} = await world.userOf(MAIL);
  const original = member('003A', 'Ann', {User_Id__c: id.toUpperCase()});
  const clone = member('003B', 'Clone', {User_Id__c: id});
  const ran = await world.run([clone, original]);
  expect(ran.statuses).toEqual(['duplicate', 'unchanged']);
  expect(ran.lines).toMatchObject([{code: 'DUPLICATE', record_id: '003B', user_id: id}]);
  expect(await world.pair('003A')).toMatchObject({userId: id});
});

test('a clone of a linked record is a duplicate, whatever its address', async () => {
  const world = await linkWorld(schemas);
  await world.run([contact('003A', {firstName: 'Ann'})]);
  const {id} = await world.userOf('003a@example.com');
  const clones = [
    contact('003B', {Email: '003a@example.com', firstName: 'Bob', User_Id__c: id}),
    contact('003C', {Email: 'new@example.com', firstName: 'Cleo', User_Id__c: id}),
  ];
  const ran = await world.run(clones);
  expect(ran.statuses).toEqual(['duplicate', 'duplicate']);
  expect(await world.cohort.users()).toHaveLength(1);
  expect(await world.userOf('003a@example.com')).toMatchObject({firstName: 'Ann'});
});

test('a record that comes twice is one record, as it was last', async () => {
  const world = await linkWorld(schemas);
  const older = contact('003A', {firstName: 'Old'});
  const newer = {...contact('003A', {firstName: 'New'}), CreatedDate: older.CreatedDate};
  expect((await world.run([newer, older])).statuses).toEqual(['created', 'unchanged']);
  expect(await world.userOf('003a@example.com')).toMatchObject({firstName: 'New'});
  const newest = contact('003A', {firstName: 'Newest'});
  expect((await world.run([newest, older])).statuses).toEqual(['updated', 'unchanged']);
  expect(await world.userOf('003a@example.com')).toMatchObject({firstName: 'Newest'});
});

test('of many records in many batches each address gets its newest record', async () => {
  const world = await linkWorld(schemas);
  const records = Array.from({length: 2500}, (_, index) =>
    contact(`003${String(index).padStart(5, '0')}`, {
      Email: `p${index % 900}@example.com`,
      firstName: `N${index}`,
    }),
  );
  const {result} = await world.session(async writer => {
    const batches = [];
    for (let start = 0; start < records.length; start += 1000) {
      const lines = records.slice(start, start + 1000).map((data, line) => ({data, line}));
      batches.push(writeBatch(writer, lines));
      await writer.ready?.();
    }
    await writer.flush?.('end', true);
    return (await Promise.all(batches)).flat();
  });
  const created = result.filter(({status}) => status === 'created');
  expect([result.length, created.length]).toEqual([2500, 900]);
  const users = await world.cohort.users();
  expect(users).toHaveLength(900);
  const names = new Map(users.map(({email, firstName}) => [email, firstName]));
  expect(names.get('p0@example.com')).toBe('N1800');
  expect(names.get('p899@example.com')).toBe('N1799');
});
