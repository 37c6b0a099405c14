import type {BaselineStore, Changes, Pair} from '@cohort-salesforce/spec/baseline';
import type {LinkStore} from './link-run.js';

/**
 * The store of a dry run: it reads and writes nothing. In memory it keeps the pairs whose record was deleted, until
 * another record takes its place.
 */
export function dryStore(store: BaselineStore): LinkStore {
  const ofRecords = new Map<string, Pair>();
  const ofUsers = new Map<string, Pair>();
  const note = async ({pairs = [], unlinked = []}: Changes) => {
    for (const pair of pairs) {
      if (pair.absence !== 'deleted') continue;
      ofRecords.set(pair.recordId, pair);
      ofUsers.set(pair.userId, pair);
    }
    for (const {recordId, userId} of unlinked) {
      ofRecords.delete(recordId);
      ofUsers.delete(userId);
    }
  };
  return {
    epoch: store.epoch,
    clocks: store.clocks,
    digest: value => store.digest(value),
    pairsOfRecords: async ids => overlay(await store.pairsOfRecords(ids), ids, ofRecords),
    storedPairsOfRecords: ids => store.storedPairsOfRecords(ids),
    pairsOfUsers: async ids => overlay(await store.pairsOfUsers(ids), ids, ofUsers),
    pairsOfKeys: keys => store.pairsOfKeys(keys),
    waiting: store.waiting,
    commit: async ({unlinked = []}) => note({unlinked}),
    save: note,
    checkpoint: async () => {},
  };
}

function overlay(
  pairs: readonly (Pair | undefined)[],
  ids: readonly (string | undefined)[],
  deleted: ReadonlyMap<string, Pair>,
): (Pair | undefined)[] {
  return pairs.map((pair, index) => deleted.get(ids[index] ?? '') ?? pair);
}
