import {keepToBudget} from '../../source-salesforce/salesforce/index.js';
import {queryInBulk} from '../bulk/query-in-bulk.js';
import type {Exporting} from '../exporting.js';
import type {Candidate} from '../match/index.js';
import type {Target} from '../target/index.js';
import {toCandidate} from './selection.js';

/** Whether a list of addresses finds only those in the very case in which a record has them. */
export function isCaseSensitive({key}: Target): boolean {
  return key.kind === 'email' && key.fields.some(({caseSensitive}) => caseSensitive);
}

/** Every record with an address in a field that tells cases apart: no query can look for any case. */
export async function* lookUpInAnyCase(exporting: Exporting): AsyncIterable<readonly Candidate[]> {
  const {selection, target} = exporting;
  keepToBudget(exporting);
  const conditions = target.key.fields
    .filter(({caseSensitive}) => caseSensitive)
    .map(({name}) => `${name} != null`);
  const soql = `SELECT ${selection.paths.join(', ')} FROM ${target.object} WHERE ${conditions.join(' OR ')}`;
  for await (const records of queryInBulk(exporting, soql)) {
    yield records.map(values => toCandidate(values, selection, target));
  }
}
