import type {User} from '@cohort-salesforce/source-cohort/cohort';
import {type Context, toEmailKey} from '@cohort-salesforce/spec';
import {type BaselineStore, newPair, type Pair} from '@cohort-salesforce/spec/baseline';
import type {MappedField} from '../mapping/prepare-properties.js';
import type {Session} from '../session.js';

// Clocks differ, and a run that ended noted the time before it wrote.
const MARGIN_MS = 600_000;
const RECORD_ID = /^[\x21-\x7e]{1,64}$/;

interface Recovery {
  session: Session;
  store: BaselineStore;
  /** The property that holds record ids. */
  property: Pick<MappedField, 'target' | 'isNew'>;
}

/** Finds the links that the store does not have by the record ids that users hold. */
export async function recoverLinks(recovery: Recovery): Promise<void> {
  await linkCreatedUsers(recovery);
  await restoreLinks(recovery);
}

/** A run ended while it created users: who exists now is linked, and never created again. */
async function linkCreatedUsers({session, store, property}: Recovery): Promise<void> {
  const creating = await store.waiting.creating();
  if (creating.size === 0) return;
  const since = Math.min(...creating.values()) - MARGIN_MS;
  const query = {updatedSince: new Date(since).toISOString(), fields: [property.target]};
  let found = 0;
  if (!property.isNew) {
    for await (const users of session.cohort.readUsers(query)) {
      const pairs = toPairs(users, {property: property.target, store, epoch: store.epoch});
      const created = pairs.filter(({recordId}) => creating.has(recordId));
      found += created.length;
      await store.save({pairs: await withoutKnown(created, store)});
    }
  }
  await store.waiting.forgetCreating();
  log(session.context, `Linked ${found} users that an interrupted run had created.`);
}

/** A new store: the links of users that hold their record's Id are restored, as hints. */
async function restoreLinks({session, store, property}: Recovery): Promise<void> {
  const {target, isNew} = property;
  if (store.isRestored(target)) return;
  let found = 0;
  if (!isNew) {
    // Hints are the pairs of an earlier epoch.
    if (store.epoch === 0) await store.beginEpoch(store.owner);
    for await (const users of session.cohort.readUsers({fields: [target]})) {
      const pairs = toPairs(users, {property: target, store, epoch: store.epoch - 1});
      const unknown = await withoutKnown(pairs, store);
      found += unknown.length;
      await store.save({pairs: unknown});
    }
    if (found > 0)
      log(session.context, `Restored ${found} links from the user property ${target}.`);
  }
  await store.noteRestored(target);
}

function toPairs(
  users: readonly User[],
  {property, store, epoch}: {property: string; store: BaselineStore; epoch: number},
): Pair[] {
  return users.flatMap(({id: userId, email, properties}) => {
    const recordId = properties[property];
    if (typeof recordId !== 'string' || !RECORD_ID.test(recordId)) return [];
    return newPair({recordId, userId, key: store.digest(toEmailKey(email)), epoch});
  });
}

async function withoutKnown(pairs: readonly Pair[], store: BaselineStore): Promise<Pair[]> {
  const byRecord = await store.pairsOfRecords(pairs.map(({recordId}) => recordId));
  const byUser = await store.pairsOfUsers(pairs.map(({userId}) => userId));
  return pairs.filter((_, index) => !byRecord[index] && !byUser[index]);
}

function log(context: Context, message: string): void {
  context.log('INFO', message);
}
