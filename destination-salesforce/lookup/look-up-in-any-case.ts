import {assertWithinApiBudget, queryInBulk} from '@cohort-salesforce/source-salesforce/salesforce';
import type {Match} from '../match/index.js';
import type {Target} from '../target/index.js';
import type {WriteContext} from '../write-context.js';
import {toMatch} from './selection.js';

/** Whether a list of addresses finds only those in the very case in which a record has them. */
export function isCaseSensitive({key}: Target): boolean {
  return key.kind === 'email' && key.fields.some(({caseSensitive}) => caseSensitive);
}

/** Every record with an address in a field that tells cases apart: no query can look for any case. */
export async function* lookUpInAnyCase(
  writeContext: WriteContext,
): AsyncIterable<readonly Match[]> {
  const {selection, target} = writeContext;
  assertWithinApiBudget(writeContext);
  const conditions = target.key.fields
    .filter(({caseSensitive}) => caseSensitive)
    .map(({name}) => `${name} != null`);
  const soql = `SELECT ${selection.paths.join(', ')} FROM ${target.object} WHERE ${conditions.join(' OR ')}`;
  for await (const records of queryInBulk(writeContext, soql)) {
    yield records.map(values => toMatch(values, selection, target));
  }
}
