import type {Match} from '../match/index.js';
import type {WriteBatch} from './write-batch.js';

/** The rows a record of the org may be meant by, each once. */
export function linkMatch({id, userId, keys}: Match, writeBatch: WriteBatch): ReadonlySet<number> {
  const rows = new Set(writeBatch.rowsOfRecord(id));
  const own = userId === null ? undefined : writeBatch.rowOfUser(userId);
  if (own !== undefined) rows.add(own);
  for (const key of keys) {
    if (key !== null) for (const row of writeBatch.rowsWithKey(key)) rows.add(row);
  }
  return rows;
}
