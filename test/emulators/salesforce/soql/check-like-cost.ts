import {ApiError} from '../answers/index.js';
import type {Binding} from './resolve-operand.js';

export const timeoutMessage = 'Your query request was running for too long.';

/** A pattern that begins with a wildcard makes Salesforce read every record: too long for a large object. */
export function checkLikeCost({scope, table}: Binding, pattern: string): void {
  const {likeTimeoutRows} = scope.org.conditions;
  if (likeTimeoutRows === undefined || table.size <= likeTimeoutRows) return;
  if (!/^[%_]/.test(pattern)) return;
  if (!scope.onTimeout) throw new ApiError(400, 'QUERY_TIMEOUT', timeoutMessage);
  scope.onTimeout();
}
