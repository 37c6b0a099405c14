import {assertWithinApiBudget, quoteSoql} from '@cohort-salesforce/source-salesforce/salesforce';
import type {Gone} from '../batch/found.js';
import type {Match} from '../match/index.js';
import type {WriteContext} from '../write-context.js';
import {toMatch, valueAt} from './selection.js';

// As many ids as a query has room for.
const IDS_OF_A_QUERY = 2000;
// Merges of merges; more of them would be a circle.
const MAX_MERGES = 10;

/** What became of a linked record: it is there after all, or gone and perhaps merged into another. */
export type Whereabouts = {record: Match} | {gone: Gone; master?: Match};

interface Seen {
  record: Match;
  isDeleted: boolean;
  masterId: string | undefined;
}

/** Looks for linked records that no other look-up found, in the recycle bin as well. */
export async function findGone(
  recordIds: readonly string[],
  writeContext: WriteContext,
): Promise<ReadonlyMap<string, Whereabouts>> {
  const seen = new Map<string, Seen>();
  let wanted = [...new Set(recordIds)];
  for (let merges = 0; wanted.length > 0 && merges <= MAX_MERGES; merges += 1) {
    const masters = new Set<string>();
    for await (const one of readByIds(wanted, writeContext)) {
      seen.set(one.record.id, one);
      if (one.isDeleted && one.masterId !== undefined) masters.add(one.masterId);
    }
    wanted = [...masters].filter(id => !seen.has(id));
  }
  return new Map(recordIds.map(id => [id, whereaboutsOf(id, seen)]));
}

function whereaboutsOf(recordId: string, seen: ReadonlyMap<string, Seen>): Whereabouts {
  const first = seen.get(recordId);
  if (!first) return {gone: {recordId, state: 'missing'}};
  if (!first.isDeleted) return {record: first.record};
  let last = first;
  for (let merges = 0; last.isDeleted && last.masterId && merges <= MAX_MERGES; merges += 1) {
    const next = seen.get(last.masterId);
    if (!next) break;
    last = next;
  }
  if (last.isDeleted) return {gone: {recordId, state: 'deleted'}};
  return {gone: {recordId, state: 'deleted', masterId: last.record.id}, master: last.record};
}

async function* readByIds(ids: readonly string[], writeContext: WriteContext): AsyncIterable<Seen> {
  const {salesforce, selection, target} = writeContext;
  const paths = [...new Set([...selection.paths, 'IsDeleted', ...target.masterRecordId])];
  for (let start = 0; start < ids.length; start += IDS_OF_A_QUERY) {
    assertWithinApiBudget(writeContext);
    const list = ids
      .slice(start, start + IDS_OF_A_QUERY)
      .map(quoteSoql)
      .join(',');
    const soql = `SELECT ${paths.join(', ')} FROM ${target.object} WHERE Id IN (${list})`;
    for await (const records of salesforce.queryPages(soql, {includeDeleted: true})) {
      for (const record of records) {
        const values = selection.paths.map(path => valueAt(record, path));
        const masterId = record.MasterRecordId;
        yield {
          record: toMatch(values, selection, target),
          isDeleted: record.IsDeleted === true,
          masterId: typeof masterId === 'string' ? masterId : undefined,
        };
      }
    }
  }
}
