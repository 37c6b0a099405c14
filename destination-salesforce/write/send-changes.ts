import {setTimeout as wait} from 'node:timers/promises';
import {ConnectorError} from '../../spec/index.js';
import type {Exporting} from '../exporting.js';
import {orgWideError} from '../round/org-wide.js';
import type {Operation, Outbox} from '../round/outbox.js';
import type {Outcome, Postponed, Settle, Settled} from '../round/outcome.js';

export interface Shipment {
  operation: Operation;
  /** Of the changes in the outbox. */
  indexes: Int32Array;
  outbox: Outbox;
  /** From 1; a repetition goes out call by call, for the locks it met may be its own. */
  attempt: number;
}

export type Write = (shipment: Shipment, exporting: Exporting, settle: Settle) => Promise<void>;

const OPERATIONS: readonly Operation[] = ['update', 'create', 'delete'];
const NONE = new Int32Array();
const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 250;

/** Sends an outbox; changes that met a lock, or a job that broke off, are sent again, a few times. */
export async function sendChanges(
  outbox: Outbox,
  exporting: Exporting,
  {write, settle}: {write: Write; settle(index: number, outcome: Settled): void},
): Promise<void> {
  for (const operation of OPERATIONS) {
    let indexes = outbox.indexes(operation);
    for (let attempt = 1; indexes.length > 0; attempt += 1) {
      const postponed = new Map<number, Postponed>();
      await write({operation, indexes, outbox, attempt}, exporting, (index, outcome) => {
        if (isPostponed(outcome)) postponed.set(index, outcome);
        else settle(index, outcome);
      });
      if (attempt === MOST_ATTEMPTS) giveUp(postponed, settle);
      else if (postponed.size > 0) await wait(pauseAfter(attempt));
      indexes = attempt === MOST_ATTEMPTS ? NONE : indexes.filter(index => postponed.has(index));
    }
  }
}

function isPostponed(outcome: Outcome): outcome is Postponed {
  return outcome.kind === 'locked' || outcome.kind === 'busy' || outcome.kind === 'unprocessed';
}

// A lock that stays is the record's; jobs that keep breaking off are the org's.
function giveUp(
  postponed: ReadonlyMap<number, Postponed>,
  settle: (index: number, outcome: Settled) => void,
): void {
  for (const [index, outcome] of postponed) {
    if (outcome.kind === 'unprocessed') throw brokenOff(outcome.message);
    if (outcome.kind === 'busy') throw orgWideError(outcome);
    const {code, message} = outcome;
    settle(index, {kind: 'refused', code, message, fields: []});
  }
}

function brokenOff(how: string): ConnectorError {
  return new ConnectorError({
    failure: 'transient_error',
    message: `Writing by bulk jobs: ${MOST_ATTEMPTS} jobs in a row left rows unprocessed; ${how}. Nothing is lost; run again later.`,
  });
}

function pauseAfter(attempt: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
}
