import {setTimeout as wait} from 'node:timers/promises';
import {ConnectorError} from '../../spec/index.js';
import type {Exporting} from '../exporting.js';
import {orgWideError} from '../round/org-wide.js';
import type {Operation, Outbox} from '../round/outbox.js';
import type {Outcome, Postponed, Settle, Settled} from '../round/outcome.js';
import {halfOf} from './call-size.js';

export interface Shipment {
  operation: Operation;
  /** Of the changes in the outbox. */
  indexes: Int32Array;
  outbox: Outbox;
  /** From 1; a repetition goes out call by call, for the locks it met may be its own. */
  attempt: number;
  /** The most rows in a call, where more were too much; undefined before that. */
  mostRows: number | undefined;
}

export type Write = (shipment: Shipment, exporting: Exporting, settle: Settle) => Promise<void>;

const OPERATIONS: readonly Operation[] = ['update', 'create', 'delete'];
const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 250;

/**
 * Sends an outbox; changes that met a lock, or a job that broke off, are sent again, a few times, and what was too much
 * for one call in smaller ones.
 */
export async function sendChanges(
  outbox: Outbox,
  exporting: Exporting,
  {
    write,
    settle,
    confirm,
  }: {
    write: Write;
    settle(index: number, outcome: Settled): void;
    /** The creations that still stand, asked for right before they are sent. */
    confirm?: ((indexes: Int32Array) => Promise<Int32Array>) | undefined;
  },
): Promise<void> {
  for (const operation of OPERATIONS) {
    const planned = outbox.indexes(operation);
    let indexes = operation === 'create' && confirm ? await confirm(planned) : planned;
    let mostRows: number | undefined;
    let interruptions = 0;
    while (indexes.length > 0) {
      const postponed = new Map<number, Postponed>();
      const shipment = {operation, indexes, outbox, attempt: interruptions + 1, mostRows};
      await write(shipment, exporting, (index, outcome) => {
        if (isPostponed(outcome)) postponed.set(index, outcome);
        else settle(index, outcome);
      });
      mostRows = smallerThan(postponed, exporting) ?? mostRows;
      if (isInterrupted(postponed)) interruptions += 1;
      if (interruptions >= MOST_ATTEMPTS) giveUp(postponed, settle);
      if (postponed.size > 0) await wait(pauseAfter(Math.max(1, interruptions)));
      indexes = indexes.filter(index => postponed.has(index));
    }
  }
}

/** How many rows the next calls may have; undefined when none had too many. It shrinks to one, where nothing is too many. */
function smallerThan(
  postponed: ReadonlyMap<number, Postponed>,
  {context}: Exporting,
): number | undefined {
  const overloaded = [...postponed.values()].filter(outcome => outcome.kind === 'overloaded');
  const [first] = overloaded;
  if (!first) return undefined;
  const rows = halfOf(
    overloaded.reduce((least, outcome) => Math.min(least, outcome.rows), first.rows),
  );
  context.log(
    'INFO',
    `${overloaded.length} records were too much for the org in calls of ${first.rows} (${first.code}); they are sent again in calls of ${rows}. To begin with fewer, set write_batch_size.`,
  );
  return rows;
}

function isInterrupted(postponed: ReadonlyMap<number, Postponed>): boolean {
  return [...postponed.values()].some(({kind}) => kind !== 'overloaded');
}

const POSTPONED: ReadonlySet<string> = new Set<Postponed['kind']>([
  'locked',
  'busy',
  'overloaded',
  'unprocessed',
]);

function isPostponed(outcome: Outcome): outcome is Postponed {
  return POSTPONED.has(outcome.kind);
}

// A lock that stays is the record's; jobs that keep breaking off are the org's.
function giveUp(
  postponed: Map<number, Postponed>,
  settle: (index: number, outcome: Settled) => void,
): void {
  for (const [index, outcome] of postponed) {
    if (outcome.kind === 'overloaded') continue;
    postponed.delete(index);
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
