import {isOrgWide, orgWideError} from './org-wide.js';

/** What became of a change. */
export type WriteResult = FinalResult | RetryableResult;

/** Nothing more is to be sent as it is. */
export type FinalResult =
  | {
      kind: 'done';
      /** Of a created record, if Salesforce returned it. */
      id?: string;
    }
  /** Salesforce refused it for good. */
  | {kind: 'refused'; code: string; message: string; fields: readonly string[]}
  /** Whether it was made is not known, or the org is not as it was looked up: look again. */
  | {kind: 'unclear'; code: string; message: string};

/** The same change can succeed when it is sent again. */
export type RetryableResult =
  /** Another transaction held a lock. */
  | {kind: 'locked'; code: string; message: string}
  /** The org has no room for the call at this moment. */
  | {kind: 'busy'; code: string; message: string}
  /** Too much for one call of so many rows: a smaller one can succeed. */
  | {kind: 'overloaded'; code: string; message: string; rows: number}
  /** The job ended before it came to this row. */
  | {kind: 'unprocessed'; message: string};

/** Takes the result of a change, by its number in the pending changes. */
export type OnResult = (index: number, result: WriteResult) => void;

export interface RowError {
  code: string;
  message: string;
  fields?: readonly string[];
}

const LOCK = 'UNABLE_TO_LOCK_ROW';
const LOCKED = new Set([LOCK, 'TooManyLockFailure', 'ALL_OR_NONE_OPERATION_ROLLED_BACK']);

const BUSY = new Set(['SERVER_UNAVAILABLE']);

// The record came or went between look-up and write.
const OUTDATED = new Set(['ENTITY_IS_DELETED', 'DUPLICATE_VALUE', 'INVALID_CROSS_REFERENCE_KEY']);

// A limit of Apex, which is shared by all rows of a call, or Salesforce's own time.
const OVERLOAD_CODES = /^(UNKNOWN_EXCEPTION|REQUEST_RUNNING_TOO_LONG)$/;
const OVERLOAD =
  /LimitException|Apex (CPU|heap)|REQUEST_RUNNING_TOO_LONG|^UNKNOWN_EXCEPTION\b|running for too long/i;

/** Whether fewer rows in a call may help. */
export function isOverload({code, message}: RowError): boolean {
  return OVERLOAD_CODES.test(code) || OVERLOAD.test(message);
}

/**
 * A row's error in Salesforce's words -> what to do about it. Throws when it concerns the whole org:
 * that rejects nobody. `rows` is how many the call had; a bulk job's are given to triggers by 200.
 */
export function toWriteResult(error: RowError, rows = 200): WriteResult {
  const {code, message, fields = []} = error;
  if (BUSY.has(code)) return {kind: 'busy', code, message};
  if (isOrgWide({code, message})) throw orgWideError({code, message});
  // A trigger's lock comes as the trigger's failure.
  if (LOCKED.has(code) || message.includes(LOCK)) return {kind: 'locked', code, message};
  if (rows > 1 && isOverload(error)) return {kind: 'overloaded', code, message, rows};
  if (OUTDATED.has(code) && fields.length === 0) return {kind: 'unclear', code, message};
  return {kind: 'refused', code, message, fields};
}
