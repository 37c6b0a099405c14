import type {Batch, Bytes} from './database.js';
import type {Pair} from './pair.js';
import {encodePair} from './pair-codec.js';
import type {Digest, Side} from './pair-tables.js';
import {KINDS, keyOf, NOTHING} from './store-keys.js';

/** A person who is missing on one side. */
export interface Pending {
  /** Where the person is missing. */
  side: Side;
  /** Digest of the matching key. */
  key: Digest;
  /** The record or user that waits on the other side. */
  id: string;
}

/** Records for which users are being created; after a crash it tells which of them need a lookup. */
export interface Creating {
  /** Ids of the Salesforce records. */
  recordIds: readonly string[];
  /** Cohort's time before the call, in milliseconds; undefined once the users are linked. */
  at: number | undefined;
}

/** Changes that take effect together. */
export interface Changes {
  /** Pairs to store or replace. */
  pairs?: readonly Pair[];
  /** Links to remove. Of a user whose record gets another link in `pairs`, it is kept that they were linked. */
  unlinked?: readonly Pick<Pair, 'recordId' | 'userId'>[];
  /** People found missing on one side. */
  pending?: readonly Pending[];
  /** People no longer missing. */
  resolved?: readonly Pending[];
  /** Digests of the matching keys of users that were deleted in Cohort. */
  erased?: readonly Digest[];
  /** Digests of matching keys that no longer lead to a link. */
  unkeyed?: readonly Digest[];
  /** Records whose user is about to be created, with Cohort's time; or was, when `undefined`, for the same records. */
  creating?: Creating;
  /** Objects that the other direction must read although they have not changed; `isWanted: false` once it has. */
  wanted?: readonly {side: Side; id: string; isWanted: boolean}[];
}

/** Adds what changes to a batch; `userKey` gives the key under which a user's record is found. */
export function addChanges(
  batch: Batch,
  changes: Changes,
  userKey: (userId: string) => Buffer,
): void {
  const put = (key: Bytes, value: Bytes = NOTHING) => batch.put(key, value);
  const del = (key: Bytes) => batch.del(key);
  const linkedAgain = new Set(changes.pairs?.map(({recordId}) => recordId));
  for (const {recordId, userId} of changes.unlinked ?? []) {
    if (linkedAgain.has(recordId)) continue;
    del(keyOf(KINDS.pair, recordId));
    del(userKey(userId));
  }
  for (const pair of changes.pairs ?? []) {
    put(keyOf(KINDS.pair, pair.recordId), encodePair(pair));
    const recordId = Buffer.from(pair.recordId, 'latin1');
    put(userKey(pair.userId), recordId);
    put(keyOf(KINDS.key, pair.key), recordId);
  }
  for (const key of changes.unkeyed ?? []) del(keyOf(KINDS.key, key));
  for (const pending of changes.pending ?? []) put(pendingKey(pending));
  for (const pending of changes.resolved ?? []) del(pendingKey(pending));
  for (const key of changes.erased ?? []) put(keyOf(KINDS.erased, key));
  if (changes.creating) addCreating(batch, changes.creating);
  for (const {side, id, isWanted} of changes.wanted ?? []) {
    const key = keyOf(KINDS.wanted, `${side[0]}${id}`);
    if (isWanted) put(key);
    else del(key);
  }
}

function addCreating(batch: Batch, {recordIds, at}: Creating): void {
  const key = keyOf(KINDS.creating, recordIds[0] ?? '');
  if (at === undefined) batch.del(key);
  else batch.put(key, Buffer.from([at, ...recordIds].join(' '), 'latin1'));
}

function pendingKey({side, key, id}: Pending): Buffer {
  return keyOf(KINDS.pending, `${side[0]}${key}${id}`);
}
