import {EMPTY, type Pair} from '@cohort-salesforce/spec/baseline';
import type {WriteBatch} from '../batch/write-batch.js';
import {type RowLink, UNCHANGED} from '../match/index.js';
import {digestOf} from './cohort-digests.js';
import type {ExportLink} from './export-link.js';

const CHUNK_ROWS = 1000;

/** Sets the results of unchanged rows, and notes which records the others are linked to. */
export async function selectRows(
  rows: Int32Array,
  writeBatch: WriteBatch,
  link: ExportLink,
): Promise<Int32Array> {
  let kept = 0;
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = [...rows.subarray(start, start + CHUNK_ROWS)];
    const userIds = chunk.map(index => writeBatch.identity(index).userId ?? '');
    const pairs = await link.store.pairsOfUsers(userIds);
    for (const [position, index] of chunk.entries()) {
      const row = writeBatch.link(index);
      const pair = pairs[position];
      if (row && pair && hasNothingToDo(row, pair, link)) {
        writeBatch.onResult(index, UNCHANGED);
        continue;
      }
      const recordId = pair?.recordId ?? row?.recordId;
      if (recordId) writeBatch.noteRecord(index, recordId);
      rows[kept++] = index;
    }
  }
  return rows.subarray(0, kept);
}

function hasNothingToDo(its: RowLink, pair: Pair, {store, properties}: ExportLink): boolean {
  if (pair.epoch !== store.epoch) return false;
  // Our write made the user newer than this: they come again.
  if (its.updatedAt > 0 && its.updatedAt < pair.userReadAt) return true;
  if (!pair.exported || pair.absence !== undefined || pair.intents.size > 0) return false;
  if (pair.exportDigest !== EMPTY && pair.exportDigest === its.all) return true;
  return pair.key === its.key && isAsInBaseline(its, pair, properties);
}

// As the import has written it, or as it was when both sides last agreed.
function isAsInBaseline(its: RowLink, pair: Pair, properties: ExportLink['properties']): boolean {
  return properties.every(property => {
    const now = digestOf(its, property);
    return now === undefined || pair.properties.get(property.number)?.cohort === now;
  });
}
