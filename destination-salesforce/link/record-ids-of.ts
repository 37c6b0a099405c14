import type {WriteBatch} from '../batch/write-batch.js';
import type {ExportLink} from './export-link.js';

/** The records that represent the users of these rows, as far as that is known. */
export async function recordIdsOf(
  rows: readonly number[],
  writeBatch: WriteBatch,
  link: ExportLink | undefined,
): Promise<(string | undefined)[]> {
  if (!link) return rows.map(() => undefined);
  const userIds = rows.map(index => writeBatch.identity(index).userId ?? '');
  const pairs = await link.store.pairsOfUsers(userIds);
  return rows.map((index, position) => {
    return pairs[position]?.recordId ?? writeBatch.link(index)?.recordId ?? undefined;
  });
}
