import type {WriteContext} from '../write-context.js';
import {type PendingChanges, RESULTS} from './pending-changes.js';
import type {WriteBatch} from './write-batch.js';
import type {FinalResult} from './write-result.js';

/** Records the changes that Salesforce confirms, where that is wanted. */
export function prepareRecording(
  writeBatch: WriteBatch,
  pendingChanges: PendingChanges,
  {changeLog, target}: Pick<WriteContext, 'changeLog' | 'target'>,
) {
  return {
    add: (index: number, writeResult: FinalResult): void => {
      if (!changeLog || writeResult.kind !== 'done') return;
      const {row, operation} = pendingChanges.purposeOf(index);
      const {id, cells, before} = pendingChanges.readWithBefore(index);
      const {keyText, userId} = writeBatch.row(row);
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
