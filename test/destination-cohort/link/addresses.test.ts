import {expect, test} from 'vitest';
import {text} from '../fixtures/contacts.js';
import {contact, linkWorld} from './fixtures/link-world.js';

const schemas = {firstName: text};
const MAIL = '003a@example.com';
const NEW = 'new@example.com';

async function linked(config: object = {}) {
  const world = await linkWorld(schemas, config);
  await world.run([contact('003A', {firstName: 'Ann'})]);
  return world;
}

test('a record whose address changed stays linked, and the address is listed', async () => {
  const world = await linked();
  const moved = contact('003A', {firstName: 'Anna', Email: NEW});
  const ran = await world.run([moved]);
  expect(ran.statuses).toEqual(['updated']);
  expect(ran.listed).toEqual(['EMAIL_DIFFERS 003A']);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Anna'});
  expect(await world.cohort.users()).toHaveLength(1);
});

test.each(['', null, 'no address', 'a@b'])(
  'a linked record is not rejected for its address: %j',
  async Email => {
    const world = await linked();
    const ran = await world.run([contact('003A', {firstName: 'Anna', Email})]);
    expect(ran.statuses).toEqual(['updated']);
    expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Anna'});
  },
);

test('an unlinked record without an address is rejected', async () => {
  const world = await linkWorld(schemas);
  const ran = await world.run([
    contact('003A', {Email: null}),
    contact('003B', {Email: 'no address'}),
    contact('', {}),
  ]);
  expect(ran.statuses).toEqual(['EMAIL_MISSING', 'EMAIL_INVALID', 'RECORD_ID_MISSING']);
});

test('records that share what is no address are each rejected, not called duplicates', async () => {
  const world = await linkWorld(schemas);
  const ran = await world.run(
    ['003A', '003B', '003C'].map(id => contact(id, {Email: 'not known'})),
  );
  expect(ran.statuses).toEqual(['EMAIL_INVALID', 'EMAIL_INVALID', 'EMAIL_INVALID']);
  expect(ran.listed).toEqual([]);
});

test('an address that was listed is followed once the connection says so', async () => {
  const world = await linked();
  const moved = contact('003A', {firstName: 'Ann', Email: NEW});
  expect((await world.run([moved])).listed).toEqual(['EMAIL_DIFFERS 003A']);
  expect((await world.run([moved])).statuses).toEqual(['unchanged']);
  const ran = await world.run([moved], {email_changes: 'follow'});
  expect([ran.statuses, ran.listed]).toEqual([['updated'], []]);
  expect(await world.userOf(NEW)).toMatchObject({firstName: 'Ann'});
});

test('with follow the user gets the new address', async () => {
  const world = await linked({email_changes: 'follow'});
  const {id} = await world.userOf(MAIL);
  const moved = contact('003A', {firstName: 'Ann', Email: NEW});
  const ran = await world.run([moved]);
  expect([ran.statuses, ran.listed]).toEqual([['updated'], []]);
  expect(await world.userOf(NEW)).toMatchObject({id});
  expect((await world.run([moved])).statuses).toEqual(['unchanged']);
});

test('with follow an address that another user has is only listed, and the values are written', async () => {
  const world = await linked({email_changes: 'follow'});
  await world.cohort.put([{email: NEW}]);
  const ran = await world.run([contact('003A', {firstName: 'Anna', Email: NEW})]);
  expect([ran.statuses, ran.listed]).toEqual([['updated'], ['EMAIL_DIFFERS 003A']]);
  expect(await world.userOf(MAIL)).toMatchObject({firstName: 'Anna'});
});

test('with follow an address that changed in Cohort is not set back', async () => {
  const world = await linked({email_changes: 'follow'});
  const {id} = await world.userOf(MAIL);
  await world.cohort.put([{id, email: NEW}]);
  const ran = await world.run([contact('003A', {firstName: 'Anna'})]);
  expect([ran.statuses, ran.listed]).toEqual([['updated'], ['EMAIL_DIFFERS 003A']]);
  expect(await world.userOf(NEW)).toMatchObject({id, firstName: 'Anna'});
});

test('addresses that differ only in case and Unicode form are the same', async () => {
  const world = await linkWorld(schemas);
  await world.cohort.put([{email: 'zo\u00eb@example.com', firstName: 'Zo'}]);
  const ran = await world.run([
    contact('003A', {firstName: 'Zo', Email: ' ZOE\u0308@Example.com '}),
  ]);
  expect([ran.statuses, ran.listed]).toEqual([['unchanged'], []]);
});
