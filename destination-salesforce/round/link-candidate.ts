import type {Candidate} from '../match/index.js';
import type {Round} from './round.js';

/** The rows a record of the org may be meant by, each once. */
export function linkCandidate({id, userId, keys}: Candidate, round: Round): ReadonlySet<number> {
  const rows = new Set(round.rowsOfRecord(id));
  const own = userId === null ? undefined : round.rowOfUser(userId);
  if (own !== undefined) rows.add(own);
  for (const key of keys) {
    if (key !== null) for (const row of round.rowsWithKey(key)) rows.add(row);
  }
  return rows;
}
