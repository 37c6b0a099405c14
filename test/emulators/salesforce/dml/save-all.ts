import type {Org} from '../org/index.js';
import {failed, type SaveResult} from './save-result.js';

const rolledBack =
  'Record rolled back because not all records were valid and the request was using AllOrNone header';

/** Saves records one after the other; with `allOrNone`, one that fails takes back all the others. */
export function saveAll(
  org: Org,
  allOrNone: boolean,
  saves: readonly (() => SaveResult)[],
): SaveResult[] {
  const isGood = (results: SaveResult[]) => !allOrNone || results.every(result => result.success);
  const results = org.journal.attempt(() => saves.map(save => save()), isGood);
  if (isGood(results)) return results;
  return results.map(result =>
    result.success ? failed('ALL_OR_NONE_OPERATION_ROLLED_BACK', rolledBack) : result,
  );
}
