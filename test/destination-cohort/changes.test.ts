import {expect, onTestFinished, test} from 'vitest';
import {startCohort} from '../fixtures/cohort-emulator.js';
import {readChanges} from '../fixtures/read-changes.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {number, openContacts, text} from './fixtures/contacts.js';
import {contact, linkWorld} from './link/fixtures/link-world.js';

const MAIL = '003a@example.com';

test('users that are created and updated are recorded with what their properties had', async () => {
  const changes_dir = await temporaryFolder();
  const world = await linkWorld({points: number}, {changes_dir, two_way: ['points']});
  await world.run([contact('003A', {points: 1}), contact('003B', {points: 5})]);
  await world.run([contact('003A', {points: 2}), contact('003B', {points: 5})]);
  const {id} = await world.userOf(MAIL);
  const changes = readChanges(changes_dir);
  expect(changes).toHaveLength(3);
  const own = changes.filter(({person}) => person.toLowerCase() === MAIL);
  expect(own).toMatchObject([
    {result: 'created', system: 'cohort', record_id: '003A', user_id: id},
    {result: 'updated', system: 'cohort', record_id: '003A', user_id: id},
  ]);
  expect(own.map(({fields}) => fields)).toEqual([
    [{name: 'points', from: null, to: 1}],
    [{name: 'points', from: 1, to: 2}],
  ]);
});

test('an address that follows the record is a change like any other', async () => {
  const changes_dir = await temporaryFolder();
  const world = await linkWorld({points: number}, {changes_dir, email_changes: 'follow'});
  await world.run([contact('003A')]);
  await world.run([contact('003A', {Email: 'new@example.com'})]);
  expect(readChanges(changes_dir).at(-1)?.fields).toEqual([
    {name: 'email', from: expect.stringMatching(/^003a@/i), to: 'new@example.com'},
  ]);
});

test('without a baseline it is the same', async () => {
  const changes_dir = await temporaryFolder();
  const cohort = await startCohort();
  onTestFinished(() => cohort.close());
  const ann = {Email: 'ann@example.com', firstName: 'Ann', points: 1};
  for (const points of [1, 2]) {
    const config = {...cohort.config, changes_dir};
    const contacts = await openContacts(config, {firstName: text, points: number});
    await contacts.write({...ann, points});
    await contacts.close();
  }
  const changes = readChanges(changes_dir);
  expect(changes.map(({result}) => result)).toEqual(['created', 'updated']);
  expect(changes[0]?.fields).toContainEqual({name: 'points', from: null, to: 1});
  expect(changes[1]?.fields).toEqual([{name: 'points', from: 1, to: 2}]);
});

test('a channel that cannot be asked what it had records no earlier value', async () => {
  const changes_dir = await temporaryFolder();
  const channel = {type: 'csv', dir: await temporaryFolder()} as const;
  const contacts = await openContacts({channel, changes_dir}, {points: number});
  await contacts.write(
    {Email: 'ann@example.com', points: 1},
    {Email: 'ann@example.com', points: 2},
  );
  await contacts.write({Email: 'ann@example.com', points: 3});
  await contacts.close();
  expect(readChanges(changes_dir).map(({fields}) => fields)).toEqual([
    [{name: 'points', to: 2}],
    [{name: 'points', to: 3}],
  ]);
});

test('no more users than max_changes are created or changed; those that are allowed are made', async () => {
  const world = await linkWorld({points: number}, {two_way: ['points']});
  const records = (points: number) => [contact('003A', {points}), contact('003B', {points})];
  await expect(world.run(records(1), {max_changes: 1})).rejects.toThrow('max_changes allows 1');
  expect((await world.cohort.users()).length).toBeLessThanOrEqual(1);
  await world.run(records(1), {max_changes: 2});
  expect(await world.cohort.users()).toHaveLength(2);
  await expect(world.run(records(2), {max_changes: 1})).rejects.toThrow('would now change 2 more');
  expect((await world.userOf(MAIL)).properties.points).toBe(1);
  expect((await world.run(records(1), {max_changes: 0})).statuses).toEqual([
    'unchanged',
    'unchanged',
  ]);
  expect((await world.run(records(2), {max_changes: 2})).statuses).toEqual(['updated', 'updated']);
});

test('without a baseline max_changes counts what differs, not what is sent', async () => {
  const cohort = await startCohort();
  onTestFinished(() => cohort.close());
  const people = ['ann', 'bob', 'cleo'].map(name => ({Email: `${name}@example.com`, points: 1}));
  const write = async (max_changes: number, ...records: Record<string, unknown>[]) => {
    const contacts = await openContacts({...cohort.config, max_changes}, {points: number});
    try {
      return await contacts.write(...records);
    } finally {
      await contacts.close();
    }
  };
  await write(3, ...people);
  await write(0, ...people);
  const [ann, ...others] = people;
  await write(1, {...ann, points: 2}, ...others);
  await expect(write(1, ...people.map(one => ({...one, points: 3})))).rejects.toThrow(
    'max_changes',
  );
});
