import {setTimeout as wait} from 'node:timers/promises';
import {ConnectorError} from '@cohort-salesforce/spec';
import {orgWideError} from '../batch/org-wide.js';
import type {Operation, PendingChanges} from '../batch/pending-changes.js';
import type {FinalResult, OnResult, RetryableResult, WriteResult} from '../batch/write-result.js';
import type {WriteContext} from '../write-context.js';
import {halfOf} from './call-size.js';

export interface WriteRequest {
  operation: Operation;
  /** Of the pending changes. */
  indexes: Int32Array;
  pendingChanges: PendingChanges;
  /** From 1; a repetition goes out call by call, for the locks it met may be its own. */
  attempt: number;
  /** The most rows in a call, where more were too much; undefined before that. */
  mostRows: number | undefined;
}

export type Write = (
  writeRequest: WriteRequest,
  writeContext: WriteContext,
  onResult: OnResult,
) => Promise<void>;

const OPERATIONS: readonly Operation[] = ['update', 'create', 'delete'];
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 250;

/**
 * Sends pending changes; those that met a lock, or a job that broke off, are sent again, a few times, and what was too much
 * for one call in smaller ones.
 */
export async function sendChanges(
  pendingChanges: PendingChanges,
  writeContext: WriteContext,
  {
    write,
    onResult,
    confirm,
  }: {
    write: Write;
    onResult(index: number, writeResult: FinalResult): void;
    /** The creations that still stand, asked for right before they are sent. */
    confirm?: ((indexes: Int32Array) => Promise<Int32Array>) | undefined;
  },
): Promise<void> {
  for (const operation of OPERATIONS) {
    const planned = pendingChanges.indexes(operation);
    let indexes = operation === 'create' && confirm ? await confirm(planned) : planned;
    let mostRows: number | undefined;
    let interruptions = 0;
    while (indexes.length > 0) {
      const postponed = new Map<number, RetryableResult>();
      const writeRequest = {
        operation,
        indexes,
        pendingChanges,
        attempt: interruptions + 1,
        mostRows,
      };
      await write(writeRequest, writeContext, (index, writeResult) => {
        if (isPostponed(writeResult)) postponed.set(index, writeResult);
        else onResult(index, writeResult);
      });
      mostRows = smallerThan(postponed, writeContext) ?? mostRows;
      if (isInterrupted(postponed)) interruptions += 1;
      if (interruptions >= MAX_ATTEMPTS) giveUp(postponed, onResult);
      if (postponed.size > 0) await wait(pauseAfter(Math.max(1, interruptions)));
      indexes = indexes.filter(index => postponed.has(index));
    }
  }
}

/** How many rows the next calls may have; undefined when none had too many. It shrinks to one, where nothing is too many. */
function smallerThan(
  postponed: ReadonlyMap<number, RetryableResult>,
  {context}: WriteContext,
): number | undefined {
  const overloaded = [...postponed.values()].filter(
    writeResult => writeResult.kind === 'overloaded',
  );
  const [first] = overloaded;
  if (!first) return undefined;
  const rows = halfOf(
    overloaded.reduce((least, writeResult) => Math.min(least, writeResult.rows), first.rows),
  );
  context.log(
    'INFO',
    `${overloaded.length} records were too much for the org in calls of ${first.rows} (${first.code}); they are sent again in calls of ${rows}. To begin with fewer, set write_batch_size.`,
  );
  return rows;
}

function isInterrupted(postponed: ReadonlyMap<number, RetryableResult>): boolean {
  return [...postponed.values()].some(({kind}) => kind !== 'overloaded');
}

const POSTPONED: ReadonlySet<string> = new Set<RetryableResult['kind']>([
  'locked',
  'busy',
  'overloaded',
  'unprocessed',
]);

function isPostponed(writeResult: WriteResult): writeResult is RetryableResult {
  return POSTPONED.has(writeResult.kind);
}

// A lock that stays is the record's; jobs that keep breaking off are the org's.
function giveUp(
  postponed: Map<number, RetryableResult>,
  onResult: (index: number, writeResult: FinalResult) => void,
): void {
  for (const [index, writeResult] of postponed) {
    if (writeResult.kind === 'overloaded') continue;
    postponed.delete(index);
    if (writeResult.kind === 'unprocessed') throw brokenOff(writeResult.message);
    if (writeResult.kind === 'busy') throw orgWideError(writeResult);
    const {code, message} = writeResult;
    onResult(index, {kind: 'refused', code, message, fields: []});
  }
}

function brokenOff(how: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Writing by bulk jobs: ${MAX_ATTEMPTS} jobs in a row left rows unprocessed; ${how}. Nothing is lost; run again later.`,
  });
}

function pauseAfter(attempt: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
}
