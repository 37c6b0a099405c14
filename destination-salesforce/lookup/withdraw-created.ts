import {assertWithinApiBudget} from '@cohort-salesforce/source-salesforce/salesforce';
import {linkMatch} from '../batch/link-match.js';
import type {PendingChanges} from '../batch/pending-changes.js';
import type {WriteBatch} from '../batch/write-batch.js';
import type {FinalResult} from '../batch/write-result.js';
import type {WriteContext} from '../write-context.js';
import {toMatch, valueAt} from './selection.js';

export interface CreationCheck {
  writeBatch: WriteBatch;
  pendingChanges: PendingChanges;
  /** When the rows were looked up, in milliseconds of Salesforce's clock. */
  since: number;
  onResult(index: number, writeResult: FinalResult): void;
}

/**
 * The creations that still stand: two connections may look for one person at the same time, find
 * nobody, and create the person twice. Rows whose record has come since their look-up are looked up again.
 */
export async function withdrawCreated(
  indexes: Int32Array,
  writeContext: WriteContext,
  {writeBatch, pendingChanges, since, onResult}: CreationCheck,
): Promise<Int32Array> {
  if (indexes.length === 0 || !writeContext.target.createdDate?.filterable) return indexes;
  const found = await findRowsCreatedSince(since, writeBatch, writeContext);
  return indexes.filter(index => {
    if (!found.has(pendingChanges.purposeOf(index).row)) return true;
    const message = 'a record of this user was created after it was looked for';
    onResult(index, {kind: 'unclear', code: 'CREATED_MEANWHILE', message});
    return false;
  });
}

async function findRowsCreatedSince(
  since: number,
  writeBatch: WriteBatch,
  writeContext: WriteContext,
): Promise<ReadonlySet<number>> {
  const {salesforce, selection, target} = writeContext;
  assertWithinApiBudget(writeContext);
  // Records are stamped in whole seconds.
  const second = new Date(Math.floor(since / 1000) * 1000).toISOString();
  const soql = `SELECT ${selection.paths.join(', ')} FROM ${target.object} WHERE CreatedDate >= ${second}`;
  const rows = new Set<number>();
  for await (const records of salesforce.queryPages(soql)) {
    for (const record of records) {
      const values = selection.paths.map(path => valueAt(record, path));
      for (const row of linkMatch(toMatch(values, selection, target), writeBatch)) rows.add(row);
    }
  }
  return rows;
}
