import type {FaultBook} from '../../control/index.js';
import {failed, type SaveResult} from './save-result.js';

/**
 * Saves a record unless a `lock-rows` fault says that another call holds it (or its parent), or a
 * `fail-rows` fault names another error.
 */
export function saveUnlessLocked(
  faults: FaultBook,
  id: string | undefined,
  save: () => SaveResult,
): SaveResult {
  const failure = faults.take('fail-rows');
  if (failure)
    return failed(String(failure.code ?? 'UNKNOWN_EXCEPTION'), String(failure.message ?? ''));
  if (!faults.take('lock-rows')) return save();
  const message = `unable to obtain exclusive access to this record or 1 records: ${id ?? '0015e000001l5mq'}`;
  return failed('UNABLE_TO_LOCK_ROW', message);
}
