import {setTimeout as wait} from 'node:timers/promises';
import type {Exporting} from '../exporting.js';
import type {Operation, Outbox} from '../round/outbox.js';
import type {Outcome} from './outcome.js';

export type Settle = (index: number, outcome: Outcome) => void;

export interface Shipment {
  operation: Operation;
  /** Of the changes in the outbox. */
  indexes: readonly number[];
  outbox: Outbox;
  /** From 1; a repetition goes out call by call, for the locks it met may be its own. */
  attempt: number;
}

export type Write = (shipment: Shipment, exporting: Exporting, settle: Settle) => Promise<void>;

const OPERATIONS: readonly Operation[] = ['update', 'create', 'delete'];
const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 250;

/** Sends an outbox; changes that met a lock are sent again, a few times, after a growing pause. */
export async function sendChanges(
  outbox: Outbox,
  exporting: Exporting,
  {write, settle}: {write: Write; settle: Settle},
): Promise<void> {
  for (const operation of OPERATIONS) {
    let indexes = outbox.indexes(operation);
    for (let attempt = 1; indexes.length > 0; attempt += 1) {
      const locked = new Map<number, Outcome & {kind: 'locked'}>();
      await write({operation, indexes, outbox, attempt}, exporting, (index, outcome) => {
        if (outcome.kind === 'locked') locked.set(index, outcome);
        else settle(index, outcome);
      });
      if (attempt === MOST_ATTEMPTS) giveUp(locked, settle);
      else if (locked.size > 0) await wait(pauseAfter(attempt));
      indexes = attempt === MOST_ATTEMPTS ? [] : indexes.filter(index => locked.has(index));
    }
  }
}

function giveUp(locked: ReadonlyMap<number, Outcome & {kind: 'locked'}>, settle: Settle): void {
  for (const [index, {code, message}] of locked) {
    settle(index, {kind: 'refused', code, message, fields: []});
  }
}

function pauseAfter(attempt: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
}
