import {mkdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {BaselineStore, newPair} from '@cohort-salesforce/spec/baseline';
import {expect, onTestFinished, test} from 'vitest';
import {forgetPerson, relinkPerson} from '../../../harness/person/forget-person.js';
import type {Person} from '../../../harness/person/person.js';
import {removeLines} from '../../../harness/person/remove-lines.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const [ONE, TWO] = ['003000000000001AAA', '003000000000002AAA'];

async function openStore(): Promise<BaselineStore> {
  const store = await BaselineStore.open(join(await temporaryFolder(), 'baseline'));
  onTestFinished(() => store.close());
  return store;
}

function pairOf(store: BaselineStore, recordId: string, userId: string) {
  const key = store.digest(`${userId}@example.com`);
  return newPair({recordId, userId, key, epoch: store.epoch});
}

function person(changes: Partial<Person>): Person {
  return {
    email: 'ann@example.com',
    records: [],
    users: [],
    links: [],
    is_erased: false,
    ...changes,
  };
}

const recordOf = (id: string, email: string) => ({
  id,
  email,
  user_id: null,
  is_deleted: false,
  values: {},
});
const userOf = (id: string) => ({id, email: `${id}@example.com`, values: {}});

test('forgetting leaves nothing of the person but the digest of an erased user, and everything of others', async () => {
  const store = await openStore();
  const key = store.digest('ann@example.com');
  await store.commit({
    pairs: [pairOf(store, ONE, 'ann'), pairOf(store, TWO, 'bob')],
    pending: [{side: 'cohort', key, id: ONE}],
    wanted: [
      {side: 'salesforce', id: ONE, isWanted: true},
      {side: 'salesforce', id: TWO, isWanted: true},
    ],
    erased: [key],
  });
  const found = person({records: [recordOf(ONE, 'ann@example.com')], users: [userOf('ann')]});
  expect(await forgetPerson(found, store)).toEqual({links: 1, notes: 2});
  expect(await store.pairsOfRecords([ONE])).toEqual([undefined]);
  expect(await store.pairsOfUsers(['ann'])).toEqual([undefined]);
  expect(await store.pairsOfKeys([key])).toEqual([undefined]);
  expect(await store.waiting.pendingOf('cohort', [key])).toEqual([[]]);
  expect(await store.waiting.areErased([key])).toEqual([true]);
  expect((await store.pairsOfUsers(['bob']))[0]?.recordId).toBe(TWO);
  const wanted: string[] = [];
  for await (const id of store.waiting.wanted('salesforce')) wanted.push(id);
  expect(wanted).toEqual([TWO]);
});

test('forgetting finds a link whose user has another address by now', async () => {
  const store = await openStore();
  await store.commit({pairs: [pairOf(store, ONE, 'former')]});
  const link = {
    record_id: ONE,
    user_id: 'former',
    found_by: 'stored link',
    properties: [],
  } as const;
  const found = person({links: [{...link, properties: []}]});
  expect(await forgetPerson(found, store)).toEqual({links: 1, notes: 0});
  expect(await store.pairsOfUsers(['former'])).toEqual([undefined]);
});

test('a record that is linked by hand replaces both links, and both objects are read again', async () => {
  const store = await openStore();
  await store.commit({pairs: [pairOf(store, ONE, 'ann'), pairOf(store, TWO, 'bob')]});
  const found = person({records: [recordOf(ONE, 'ann@example.com')], users: [userOf('bob')]});
  const asked = {recordId: ONE.slice(0, 15), email: 'Bob@example.com'};
  const {userId, replaced} = await relinkPerson(asked, found, store);
  expect(userId).toBe('bob');
  expect(replaced.map(pair => [pair.recordId, pair.userId]).sort()).toEqual([
    [ONE, 'ann'],
    [TWO, 'bob'],
  ]);
  expect((await store.pairsOfUsers(['bob', 'ann'])).map(pair => pair?.recordId)).toEqual([
    ONE,
    undefined,
  ]);
  expect(await store.pairsOfRecords([TWO])).toEqual([undefined]);
  const wanted: string[] = [];
  for await (const id of store.waiting.wanted('cohort')) wanted.push(id);
  expect(wanted).toEqual(['bob']);
});

test('nothing is linked by hand that does not exist', async () => {
  const store = await openStore();
  const asked = {recordId: ONE, email: 'bob@example.com'};
  const record = recordOf(ONE, 'ann@example.com');
  const noUser = relinkPerson(asked, person({records: [record]}), store);
  await expect(noUser).rejects.toThrow('Cohort has no user with the address bob@example.com');
  const deleted = person({records: [{...record, is_deleted: true}], users: [userOf('bob')]});
  await expect(relinkPerson(asked, deleted, store)).rejects.toThrow(/no record 003/);
});

test('lines are removed from the files of a folder, which stay private, and others stay', async () => {
  const folder = join(await temporaryFolder(), 'rejects');
  await mkdir(folder);
  await writeFile(join(folder, 'Contact.jsonl'), 'ann\nbob\nann\n', {mode: 0o600});
  await writeFile(join(folder, 'users.jsonl'), 'bob\n', {mode: 0o600});
  expect(await removeLines(folder, line => line === 'ann')).toBe(2);
  expect(await readFile(join(folder, 'Contact.jsonl'), 'utf8')).toBe('bob\n');
  expect(await readFile(join(folder, 'users.jsonl'), 'utf8')).toBe('bob\n');
  expect((await stat(join(folder, 'Contact.jsonl'))).mode & 0o777).toBe(0o600);
  expect(await removeLines(join(folder, 'missing'), () => true)).toBe(0);
});
