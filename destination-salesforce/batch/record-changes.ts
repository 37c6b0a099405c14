import type {WriteContext} from '../write-context.js';
import {type PendingChanges, RESULTS} from './pending-changes.js';
import type {WriteBatch} from './write-batch.js';
import type {FinalResult} from './write-result.js';

/** Records the changes that Salesforce confirms, where that is wanted; the others do not count for the limit. */
export function prepareRecording(
  writeBatch: WriteBatch,
  pendingChanges: PendingChanges,
  {changeLog, changeLimit, target}: Pick<WriteContext, 'changeLog' | 'changeLimit' | 'target'>,
) {
  return {
    add: (index: number, writeResult: FinalResult): void => {
      if (writeResult.kind !== 'done') changeLimit?.release();
      if (!changeLog || writeResult.kind !== 'done') return;
      const {row, operation} = pendingChanges.purposeOf(index);
      const {id, cells, before} = pendingChanges.readWithBefore(index);
      const {keyText, userId} = writeBatch.identity(row);
      const fields = target.columns.flatMap(({path}, column) => {
        const to = cells[column];
        if (to === undefined) return [];
        return {name: path, from: before?.[column] ?? null, to};
      });
      changeLog.add({
        result: RESULTS[operation],
        key: keyText,
        recordId: id ?? writeResult.id,
        userId: userId ?? undefined,
        fields,
      });
    },
    flush: () => changeLog?.flush(),
  };
}
