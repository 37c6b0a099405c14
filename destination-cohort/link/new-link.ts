import {toEmailKey} from '@cohort-salesforce/spec';
import {newPair, type Pair} from '@cohort-salesforce/spec/baseline';
import type {LinkedItem} from './link-item.js';
import type {LinkStore} from './link-run.js';

type Match = Pick<LinkedItem, 'incoming' | 'slot' | 'user' | 'lookedUpAt'>;

/** A record and its user, linked from now on; `replaces`: links of either with others. */
export function toNewLink(
  match: Match,
  replaces: readonly Pair[],
  store: Pick<LinkStore, 'digest' | 'epoch'>,
): Omit<LinkedItem, 'isAddressTaken'> {
  const {incoming, user} = match;
  const same = replaces.find(
    ({recordId, userId}) => recordId === incoming.id && userId === user.id,
  );
  if (same?.epoch === store.epoch) return {pair: same, isNew: false, replaces: [], ...match};
  // The record's address as it is now: only a later change of it is a change.
  const key = incoming.key === '' ? store.digest(toEmailKey(user.email)) : incoming.keyDigest;
  const pair = newPair({recordId: incoming.id, userId: user.id, key, epoch: store.epoch});
  return {pair, isNew: true, replaces, ...match};
}

/** Whether a pair keeps its user from being linked to this record: its own record still exists. */
export function isHeldByAnother(
  pair: Pair | undefined,
  recordId: string,
  {epoch}: Pick<LinkStore, 'epoch'>,
): boolean {
  if (pair === undefined || pair.recordId === recordId) return false;
  return pair.epoch === epoch && pair.absence === undefined;
}
