import {ConnectorError} from '@cohort-salesforce/spec';
import {type BaselineStore, EMPTY, newPair, type Pair} from '@cohort-salesforce/spec/baseline';
import {keyOf} from './look-up-person.js';
import type {Person} from './person.js';

/** What was removed from the store. */
export interface Forgotten {
  links: number;
  /** Notes that the person waits for the other system, or has to be read again. */
  notes: number;
}

/** Removes a person's links, baselines and notes. That a user was erased stays known: by one digest. */
export async function forgetPerson(person: Person, store: BaselineStore): Promise<Forgotten> {
  const recordIds = [
    ...person.records.map(({id}) => id),
    ...person.links.map(one => one.record_id),
  ];
  const userIds = [...person.users.map(({id}) => id), ...person.links.map(one => one.user_id)];
  const pairs = await pairsOf(store, recordIds, userIds);
  const all = [keyOf(person.email, store), ...pairs.map(({key}) => key)];
  // Under no address at all others wait, too.
  const keys = [...new Set(all)].filter(key => key !== EMPTY);
  const resolved = [
    ...(await pendingUnder(store, 'cohort', keys)),
    ...(await pendingUnder(store, 'salesforce', keys)),
  ];
  const wanted = [
    ...(await wantedOf(store, 'salesforce', recordIds)),
    ...(await wantedOf(store, 'cohort', userIds)),
  ];
  await store.commit({unlinked: pairs, unkeyed: keys, resolved, wanted});
  await store.everLinked.forgetUsersOf(
    new Set([...recordIds, ...pairs.map(({recordId}) => recordId)]),
  );
  await store.purge();
  return {links: pairs.length, notes: resolved.length + wanted.length};
}

/** Links a record to a user by hand; each loses the link it has. Their values are compared anew. */
export async function relinkPerson(
  {recordId, email}: {recordId: string; email: string},
  {records, users}: Person,
  store: BaselineStore,
): Promise<{userId: string; replaced: Pair[]}> {
  const record = records.find(({id}) => id.slice(0, 15) === recordId.slice(0, 15));
  const key = keyOf(email, store);
  const user = users.find(one => one.email !== null && keyOf(one.email, store) === key);
  if (!record || record.is_deleted) throw missing(`Salesforce has no record ${recordId}`);
  if (!user) throw missing(`Cohort has no user with the address ${email}`);
  const before = await pairsOf(store, [record.id], [user.id]);
  const replaced = before.filter(pair => pair.recordId !== record.id || pair.userId !== user.id);
  if (replaced.length === 0 && before.length > 0) return {userId: user.id, replaced: []};
  const linkKey = record.email === null ? key : keyOf(record.email, store);
  const link = {recordId: record.id, userId: user.id, key: linkKey, epoch: store.epoch};
  await store.commit({
    unlinked: replaced,
    pairs: [newPair(link)],
    wanted: [
      {side: 'salesforce', id: record.id, isWanted: true},
      {side: 'cohort', id: user.id, isWanted: true},
    ],
  });
  return {userId: user.id, replaced};
}

async function pairsOf(
  store: BaselineStore,
  recordIds: readonly string[],
  userIds: readonly string[],
): Promise<Pair[]> {
  const found = [
    ...(await store.pairsOfRecords(recordIds)),
    ...(await store.pairsOfUsers(userIds)),
  ].filter(pair => pair !== undefined);
  return [...new Map(found.map(pair => [pair.recordId, pair])).values()];
}

async function pendingUnder(
  store: BaselineStore,
  side: 'salesforce' | 'cohort',
  keys: readonly string[],
) {
  const ids = await store.waiting.pendingOf(side, keys);
  return keys.flatMap((key, index) => (ids[index] ?? []).map(id => ({side, key, id})));
}

async function wantedOf(
  store: BaselineStore,
  side: 'salesforce' | 'cohort',
  ids: readonly string[],
) {
  const wanted: {side: typeof side; id: string; isWanted: false}[] = [];
  for await (const id of store.waiting.wanted(side)) {
    if (ids.includes(id)) wanted.push({side, id, isWanted: false});
  }
  return wanted;
}

function missing(what: string): ConnectorError {
  return new ConnectorError({
    failure: 'config_error',
    message: `${what} that this login can read. Nothing was changed.`,
  });
}
