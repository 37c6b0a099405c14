import type {FaultBook} from '../../control/index.js';
import {failed, type SaveResult} from './save-result.js';

/** Saves a record unless a `lock-rows` fault says that another call holds it (or its parent). */
export function saveUnlessLocked(
  faults: FaultBook,
  id: string | undefined,
  save: () => SaveResult,
): SaveResult {
  if (!faults.take('lock-rows')) return save();
  const message = `unable to obtain exclusive access to this record or 1 records: ${id ?? '0015e000001l5mq'}`;
  return failed('UNABLE_TO_LOCK_ROW', message);
}
