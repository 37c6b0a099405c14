import {keepToBudget} from '../../source-salesforce/salesforce/index.js';
import type {Exporting} from '../exporting.js';
import {linkCandidate} from '../round/link-candidate.js';
import type {Outbox} from '../round/outbox.js';
import type {Settled} from '../round/outcome.js';
import type {Round} from '../round/round.js';
import {toCandidate, valueAt} from './selection.js';

export interface CreationCheck {
  round: Round;
  outbox: Outbox;
  /** When the rows were looked up, in milliseconds of Salesforce's clock. */
  since: number;
  settle(index: number, outcome: Settled): void;
}

/**
 * The creations that still stand: two connections may look for one person at the same time, find
 * nobody, and create the person twice. Rows whose record has come since their look-up are looked up again.
 */
export async function withdrawCreated(
  indexes: Int32Array,
  exporting: Exporting,
  {round, outbox, since, settle}: CreationCheck,
): Promise<Int32Array> {
  if (indexes.length === 0 || !exporting.target.createdDate?.filterable) return indexes;
  const found = await findRowsCreatedSince(since, round, exporting);
  return indexes.filter(index => {
    if (!found.has(outbox.purposeOf(index).row)) return true;
    const message = 'a record of this user was created after it was looked for';
    settle(index, {kind: 'unclear', code: 'CREATED_MEANWHILE', message});
    return false;
  });
}

async function findRowsCreatedSince(
  since: number,
  round: Round,
  exporting: Exporting,
): Promise<ReadonlySet<number>> {
  const {salesforce, selection, target} = exporting;
  keepToBudget(exporting);
  // Records are stamped in whole seconds.
  const second = new Date(Math.floor(since / 1000) * 1000).toISOString();
  const soql = `SELECT ${selection.paths.join(', ')} FROM ${target.object} WHERE CreatedDate >= ${second}`;
  const rows = new Set<number>();
  for await (const records of salesforce.queryPages(soql)) {
    for (const record of records) {
      const values = selection.paths.map(path => valueAt(record, path));
      for (const row of linkCandidate(toCandidate(values, selection, target), round)) rows.add(row);
    }
  }
  return rows;
}
