import {failed, type SaveResult} from './save-result.js';

const rolledBack =
  'Record rolled back because not all records were valid and the request was using AllOrNone header';

/** Saves records one after the other; with `allOrNone`, one that fails takes back all the others. */
export function saveAll<T>(
  items: readonly T[],
  allOrNone: boolean,
  save: (item: T) => SaveResult,
): SaveResult[] {
  const results = items.map(save);
  if (!allOrNone || results.every(result => result.success)) return results;
  for (const result of [...results].reverse()) if (result.success) result.undo();
  return results.map(result =>
    result.success ? failed('ALL_OR_NONE_OPERATION_ROLLED_BACK', rolledBack) : result,
  );
}
