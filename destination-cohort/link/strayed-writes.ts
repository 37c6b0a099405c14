import type {Changes, Intent, Pair} from '@cohort-salesforce/spec/baseline';
import type {IncomingRecord} from './incoming-record.js';
import type {LinkRun} from './link-run.js';

/** Values that reached another user, who got the address of theirs between the lookup and the write. */
export interface StrayedWrite {
  /** Whom they were meant for. */
  incoming: IncomingRecord;
  /** Who has them now. */
  userId: string;
  writes: ReadonlyMap<number, Intent>;
}

/**
 * What to store so that the next run gives these users their own values again: as intents, the values are known to be
 * ours, and so the export does not take them for edits. `pairs`: those that are stored with this, as they will be.
 */
export async function returnStrayedWrites(
  strayed: readonly StrayedWrite[],
  pairs: readonly Pair[],
  {store, cases, fields}: Pick<LinkRun, 'store' | 'cases' | 'fields'>,
): Promise<Required<Pick<Changes, 'pairs' | 'wanted'>>> {
  const byUser = new Map(pairs.map(pair => [pair.userId, pair]));
  const stored = await store.pairsOfUsers(strayed.map(({userId}) => userId));
  const changed = new Set<Pair>();
  for (const [index, {incoming, userId, writes}] of strayed.entries()) {
    const pair = byUser.get(userId) ?? stored[index];
    const names = fields.filter(({number}) => writes.has(number)).map(({source}) => source);
    const concerned = {id: pair?.recordId ?? incoming.id, email: incoming.email};
    cases.add('WRITTEN_TO_ANOTHER_USER', concerned, {
      userId,
      fields: names,
      ...(!pair && {message: `${MESSAGE} They are not linked: correct them in Cohort.`}),
    });
    if (!pair) continue;
    for (const [number, intent] of writes) pair.intents.set(number, intent);
    byUser.set(userId, pair);
    changed.add(pair);
  }
  return {
    pairs: [...changed],
    wanted: [...changed].map(({recordId: id}) => ({side: 'salesforce', id, isWanted: true})),
  };
}

const MESSAGE = 'The user got the address of another one, and the values that were meant for them.';
