import {afterEach, expect, test, vi} from 'vitest';
import {UserSender} from '../../../destination-cohort/link/user-sender.js';
import {text} from '../fixtures/contacts.js';
import {contact, linkWorld, type World} from './fixtures/link-world.js';

const A = '003a@example.com';
const B = '003b@example.com';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Before the next write, the first address goes to the second user. */
function exchangeBeforeWriting({cohort}: World, ids: {a: string; b: string}): void {
  const {send} = UserSender.prototype;
  vi.spyOn(UserSender.prototype, 'send').mockImplementationOnce(async function (
    this: UserSender,
    users,
  ) {
    await cohort.put([{id: ids.a, email: 'aside@example.com'}]);
    await cohort.put([{id: ids.b, email: A}]);
    await cohort.put([{id: ids.a, email: B}]);
    return send.call(this, users);
  });
}

async function linked(config: object = {}) {
  const world = await linkWorld({firstName: text}, {two_way: ['firstName'], ...config});
  await world.run([contact('003A', {firstName: 'Ann'}), contact('003B', {firstName: 'Bob'})]);
  const ids = {a: (await world.userOf(A)).id, b: (await world.userOf(B)).id};
  return {world, ids};
}

async function names({cohort}: World, ids: {a: string; b: string}) {
  const users = await cohort.users();
  const nameOf = (id: string) => users.find(user => user.id === id)?.firstName;
  return [nameOf(ids.a), nameOf(ids.b)];
}

test('of two users who exchange addresses before a write, each gets their own values again', async () => {
  const {world, ids} = await linked();
  exchangeBeforeWriting(world, ids);
  const records = [contact('003A', {firstName: 'Anna'}), contact('003B', {firstName: 'Bob'})];
  const ran = await world.run(records);
  expect(await names(world, ids)).toEqual(['Ann', 'Anna']);
  expect(ran.listed).toContain('WRITTEN_TO_ANOTHER_USER 003B');
  await world.run(records);
  expect(await names(world, ids)).toEqual(['Anna', 'Bob']);
  expect((await world.run(records)).statuses).toEqual(['unchanged', 'unchanged']);
});

test('both are written, and both get their own values again', async () => {
  const {world, ids} = await linked();
  exchangeBeforeWriting(world, ids);
  const records = [contact('003A', {firstName: 'Anna'}), contact('003B', {firstName: 'Bobby'})];
  await world.run(records);
  expect(await names(world, ids)).toEqual(['Bobby', 'Anna']);
  await world.run(records);
  expect(await names(world, ids)).toEqual(['Anna', 'Bobby']);
});

test('a user who is not linked and got the values of another one is listed', async () => {
  const {world, ids} = await linked();
  await world.cohort.put([{email: 's@example.com', firstName: 'Sam'}]);
  const {id: stranger} = await world.userOf('s@example.com');
  await world.cohort.put([{id: ids.b, email: 'b@example.com'}]);
  exchangeBeforeWriting(world, {...ids, b: stranger});
  const ran = await world.run([contact('003A', {firstName: 'Anna'})]);
  expect(ran.lines).toContainEqual(
    expect.objectContaining({
      code: 'WRITTEN_TO_ANOTHER_USER',
      user_id: stranger,
      message: expect.stringContaining('correct them in Cohort'),
    }),
  );
});

test('with email_changes: follow, users are written by id', async () => {
  const {world, ids} = await linked({email_changes: 'follow'});
  exchangeBeforeWriting(world, ids);
  await world.run([contact('003A', {firstName: 'Anna'}), contact('003B', {firstName: 'Bobby'})]);
  expect(await names(world, ids)).toEqual(['Anna', 'Bobby']);
});
